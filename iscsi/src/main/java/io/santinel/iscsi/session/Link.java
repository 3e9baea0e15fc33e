package io.santinel.iscsi.session;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.ConnectionError;
import io.santinel.iscsi.connection.DigestException;
import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.connection.PduHeader;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// One connection in full feature phase: a thread that reads, and one that writes while it is needed. Both are platform
/// threads: the first virtual thread at a socket makes it non-blocking for ever, and from then on each wait costs every
/// thread two system calls more.
final class Link {
    private final String name;
    private final PduChannel channel;
    private final Limits limits;
    private final OffsetCounter offsets;
    private final DataPath path;
    private final Listener listener;
    private final Transmitter transmitter;
    private final Receiver receiver;
    private final AtomicBoolean over = new AtomicBoolean();
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
        this.name = name;
        this.channel = channel;
        this.offsets = offsets;
        this.limits = limits;
        this.path = path;
        this.listener = listener;
        transmitter = new Transmitter(path, channel, limits, this::wantWriter);
        receiver = new Receiver(path, this, channel);
        reader = Thread.ofPlatform().name(name + " reader").daemon().unstarted(this::read);
    }

    void start() {
        reader.start();
    }

    Limits limits() {
        return limits;
    }

    Transmitter transmitter() {
        return transmitter;
    }

    /// True on the thread that reads, where completions are told.
    boolean isReader() {
        return Thread.currentThread() == reader;
    }

    /// Sends what there is, having taken the sender's place. A caller that is interrupted would close the socket.
    void send() {
        Thread caller = Thread.currentThread();
        try {
            if (caller.isVirtual() || caller.isInterrupted()) {
                transmitter.leave();
            } else {
                transmitter.send();
            }
        } catch (IOException e) {
            lost(ConnectionError.XMIT_FAILED, String.valueOf(e.getMessage()));
        }
    }

    /// Closes the connection; its threads end. The loss is not reported.
    void close() {
        over.set(true);
        end();
    }

    private void end() {
        channel.close();
        path.lock().lock();
        try {
            transmitter.end();
        } finally {
            path.lock().unlock();
        }
    }

    void takesNothing() {
        lost(ConnectionError.XMIT_FAILED, "the target takes nothing, too much waits to be sent");
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
                boolean waits = !channel.ready();
                if ((waits || receiver.isDue()) && transmitter.beginSure(this)) {
                    transmitter.sendSure();
                }
                offsets.mark();
                PduHeader header = channel.next();
                if (waits) {
                    path.heard();
                }
                receiver.receive(header);
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

    /// Under the lock.
    private void wantWriter() {
        Thread.ofPlatform().name(name + " writer").daemon().start(this::write);
    }

    private void write() {
        try {
            transmitter.write();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            lost(ConnectionError.XMIT_FAILED, String.valueOf(e.getMessage()));
        }
    }
}
