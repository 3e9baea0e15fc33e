package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.ConnectionError;
import io.santinel.iscsi.connection.DigestException;
import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiDataOut;
import io.santinel.iscsi.pdu.TargetPdu;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// One connection in full feature phase: a thread that reads, a thread that writes, a queue before the writer. The
/// reader never writes, so a target that stops reading until we have read cannot stop both.
final class Link {
    /// One entry per command, R2T or control PDU; a full queue means that the target asks more than it takes.
    static final int QUEUE = 4096;

    /// Handed to the channel together.
    private static final int BATCH_PDUS = 32;

    private static final int BATCH_BYTES = 64 * 1024;

    private final PduChannel channel;
    private final Limits limits;
    private final OffsetCounter offsets;
    private final DataPath path;
    private final Listener listener;
    private final BlockingQueue<Outgoing> queue = new ArrayBlockingQueue<>(QUEUE);
    private volatile int maxXmit;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread writer;
    private final Thread reader;

    /// What the two ends agreed on, as far as data transfer needs it.
    ///
    /// @param maxXmit longest data segment that the target takes, as it declared in the login
    record Limits(
            int maxXmit,
            int maxBurst,
            int firstBurst,
            boolean immediateData,
            boolean initialR2t,
            int maxOutstandingR2t) {}

    /// Told of the connection's end, once.
    interface Listener {
        void lost(Link link, ConnectionError error, String message);
    }

    Link(String name, PduChannel channel, OffsetCounter offsets, Limits limits, DataPath path, Listener listener) {
        this.channel = channel;
        this.offsets = offsets;
        this.limits = limits;
        maxXmit = limits.maxXmit();
        this.path = path;
        this.listener = listener;
        writer = Thread.ofVirtual().name(name + " writer").unstarted(this::write);
        reader = Thread.ofPlatform().name(name + " reader").daemon().unstarted(this::read);
    }

    void start() {
        writer.start();
        reader.start();
    }

    Limits limits() {
        return limits;
    }

    /// Longest data segment that the target takes; it may declare another at any time (RFC 7143 §13.12).
    int maxXmit() {
        return maxXmit;
    }

    void maxXmit(int declared) {
        maxXmit = declared;
    }

    /// Queues without waiting, from any thread; the order of calls is the order on the wire.
    void send(Outgoing outgoing) {
        if (!queue.offer(outgoing)) {
            lost(ConnectionError.XMIT_FAILED, "the target takes nothing, " + QUEUE + " PDUs wait to be sent");
        }
    }

    /// Closes the connection; both threads end. The loss is not reported.
    void close() {
        over.set(true);
        end();
    }

    /// If the queue has no room for the end, the writer finds the channel closed.
    private void end() {
        channel.close();
        queue.offer(new Outgoing.End());
    }

    private void lost(ConnectionError error, String what) {
        if (over.compareAndSet(false, true)) {
            end();
            listener.lost(this, error, what);
        }
    }

    private void read() {
        try {
            while (true) {
                offsets.mark();
                if (channel.read() instanceof TargetPdu pdu) {
                    path.receive(this, pdu);
                } else {
                    throw new ProtocolViolation("11.2.1.2", "the target sent an initiator's PDU");
                }
            }
        } catch (ProtocolViolation e) {
            lost(ConnectionError.PROTO, place() + String.valueOf(e.getMessage()));
        } catch (DigestException e) {
            lost(
                    e.segment() == DigestException.Segment.HEADER
                            ? ConnectionError.HDR_DGST
                            : ConnectionError.DATA_DGST,
                    place() + String.valueOf(e.getMessage()));
        } catch (IOException e) {
            lost(ConnectionError.CONN_FAILED, String.valueOf(e.getMessage()));
        } finally {
            // After a bug too: the session goes on with another connection, the thread's death is seen.
            lost(ConnectionError.SESSION_FAILED, place() + "the reader ended");
        }
    }

    private String place() {
        return channel.peer() + ", byte " + offsets.marked() + ": ";
    }

    private void write() {
        List<Outgoing> taken = new ArrayList<>(BATCH_PDUS);
        List<Pdu> batch = new ArrayList<>(BATCH_PDUS);
        try {
            boolean open = true;
            while (open) {
                taken.add(queue.take());
                queue.drainTo(taken, BATCH_PDUS - 1);
                for (Outgoing outgoing : taken) {
                    switch (outgoing) {
                        case Outgoing.One(Pdu pdu) -> batch.add(pdu);
                        case Outgoing.Burst burst -> writeBurst(burst, batch);
                        case Outgoing.End _ -> open = false;
                    }
                }
                flush(batch);
                taken.clear();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            lost(ConnectionError.XMIT_FAILED, String.valueOf(e.getMessage()));
        }
    }

    private void flush(List<Pdu> batch) throws IOException {
        if (!batch.isEmpty()) {
            channel.write(batch);
            batch.clear();
        }
    }

    /// Cuts a burst into Data-Outs no longer than the target takes, RFC 7143 §11.7.
    private void writeBurst(Outgoing.Burst burst, List<Pdu> batch) throws IOException {
        int sent = 0;
        int batched = 0;
        for (int dataSn = 0; sent < burst.length() && path.isOut(burst.task(), burst.tag()); dataSn++) {
            int bytes = Math.min(maxXmit, burst.length() - sent);
            boolean last = sent + bytes == burst.length();
            if (last && burst.transferTag() != RESERVED_TAG) {
                path.burstSent(burst);
            }
            batch.add(new ScsiDataOut(
                    last,
                    burst.lun(),
                    burst.tag(),
                    burst.transferTag(),
                    path.expStatSn(),
                    dataSn,
                    burst.offset() + sent,
                    burst.task().slice(burst.offset() + sent, bytes)));
            sent += bytes;
            batched += bytes;
            if (batched >= BATCH_BYTES || batch.size() >= BATCH_PDUS) {
                flush(batch);
                batched = 0;
            }
        }
    }
}
