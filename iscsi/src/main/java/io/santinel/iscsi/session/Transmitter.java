package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.connection.PduWriter;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiCommand;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// Sends what one connection has to send, everything that is there in one batch. Whoever brings something sends it,
/// unless somebody is sending already, who then takes it along: so no command waits for another thread to wake.
///
/// A target may stop reading until we have read. So the reader sends only while the socket is sure to take all that the
/// target has not answered, or to hold all that the target may send meanwhile, and leaves the rest to a thread of its
/// own. Fields are guarded by the lock of the [DataPath].
final class Transmitter {
    /// Control PDUs that wait; a target that lets more pile up takes nothing.
    static final int CONTROL_MAX = 4096;

    /// Batches that a caller sends before it leaves the rest to the writer.
    private static final int TURNS = 8;

    /// Of the socket's buffer, how much may be filled without asking: the kernel counts its own overhead too.
    private static final int SHARE = 2;

    private static final long LINGER_NANOS = 1_000_000_000;

    private final DataPath path;
    private final PduChannel channel;
    private final Link.Limits limits;
    private final Runnable wantsWriter;
    private final int sureToGo;
    private final int sureToCome;
    private final Deque<Pdu> control = new ArrayDeque<>();
    private final Bursts bursts = new Bursts();
    private final Condition turn;
    private int maxXmit;

    /// Somebody sends, or is about to.
    private boolean sending;

    private boolean hasWriter;

    /// It is the writer's turn.
    private boolean handedOver;

    private boolean over;

    /// Bytes to be sent for commands that are not answered.
    private long toGo;

    /// Bytes that the target may send for them.
    private long toCome;

    /// The task whose data is the long segment of the batch at hand.
    private @Nullable ScsiTask pinned;

    /// @param wantsWriter starts a thread that calls [#write]; called under the lock
    Transmitter(DataPath path, PduChannel channel, Link.Limits limits, Runnable wantsWriter) {
        this.wantsWriter = wantsWriter;
        this.path = path;
        this.channel = channel;
        this.limits = limits;
        maxXmit = limits.maxXmit();
        sureToGo = channel.sendBuffer() / SHARE;
        sureToCome = channel.receiveBuffer() / SHARE;
        turn = path.lock().newCondition();
    }

    // Under the lock

    /// Longest data segment that the target takes; it may declare another at any time (RFC 7143 §13.12).
    void maxXmit(int declared) {
        maxXmit = declared;
    }

    /// False when the target takes nothing any more.
    boolean add(Pdu pdu) {
        return control.size() < CONTROL_MAX && control.add(pdu);
    }

    /// False when the target asks for more than it takes.
    boolean burst(ScsiTask task, int transferTag, long lun, int offset, int length) {
        bursts.add(task, transferTag, lun, offset, length);
        return bursts.size() <= Bursts.MAX;
    }

    /// The command is answered, or never will be.
    void answered(ScsiTask task) {
        if (task.isCounted) {
            task.isCounted = false;
            toGo -= task.bytesToGo();
            toCome -= task.bytesToCome();
        }
    }

    /// Takes the sender's place if there is something to send and nobody in it; then call [#send].
    boolean begin() {
        if (sending || over || (control.isEmpty() && bursts.isEmpty() && !path.mayStart())) {
            return false;
        }
        sending = true;
        return true;
    }

    /// Nothing more is sent.
    void end() {
        over = true;
        turn.signalAll();
    }

    // Without the lock

    /// As [#begin], for the reader, if its connection is still the session's.
    boolean beginSure(Link of) {
        path.lock().lock();
        try {
            return path.isCurrent(of) && begin();
        } finally {
            path.lock().unlock();
        }
    }

    /// Sends as a caller or as the session's owner.
    void send() throws IOException {
        send(TURNS, false);
    }

    /// Sends as the reader.
    void sendSure() throws IOException {
        send(TURNS, true);
    }

    /// Leaves the sender's place to the writer.
    void leave() {
        path.lock().lock();
        try {
            handOver();
        } finally {
            path.lock().unlock();
        }
    }

    private void handOver() {
        handedOver = true;
        if (hasWriter) {
            turn.signal();
        } else {
            hasWriter = true;
            wantsWriter.run();
        }
    }

    /// The writer's life: it ends when nobody has needed it for a while.
    void write() throws IOException, InterruptedException {
        while (awaitTurn()) {
            send(Integer.MAX_VALUE, false);
        }
    }

    private boolean awaitTurn() throws InterruptedException {
        path.lock().lock();
        try {
            long left = LINGER_NANOS;
            while (!handedOver && !over && left > 0) {
                left = turn.awaitNanos(left);
            }
            boolean mine = handedOver;
            handedOver = false;
            hasWriter = mine;
            return mine;
        } finally {
            path.lock().unlock();
        }
    }

    private void send(int turns, boolean reads) throws IOException {
        for (int i = 0; next(i < turns, reads); i++) {
            try {
                channel.flush();
            } finally {
                unpin();
            }
        }
    }

    /// Lays out the next batch. False when the sender's place is free or the writer's: then this thread is done.
    private boolean next(boolean mayGoOn, boolean reads) {
        boolean ended;
        path.lock().lock();
        try {
            PduWriter writer = channel.writer();
            ended = over;
            if (!ended) {
                layOut(writer);
                if (writer.batched() == 0) {
                    sending = false;
                    return false;
                }
                if (!mayGoOn || (reads && toGo > sureToGo && toCome > sureToCome)) {
                    handOver();
                    return false;
                }
            }
        } finally {
            path.lock().unlock();
        }
        if (ended) {
            unpin();
        }
        return !ended;
    }

    private void layOut(PduWriter writer) {
        while (!control.isEmpty() && writer.put(control.element())) {
            control.remove();
        }
        if (!control.isEmpty() || writer.isFull()) {
            return;
        }
        pin(layOutData(writer));
    }

    private @Nullable ScsiTask layOutData(PduWriter writer) {
        ScsiTask task = bursts.layOut(writer, maxXmit, path.window().expStatSn());
        while (task == null && bursts.isEmpty() && path.mayStart()) {
            ScsiTask next = path.commands().first();
            int first = next.isWrite() ? Math.min(limits.firstBurst(), next.length) : 0;
            int immediate = limits.immediateData() ? Math.min(first, maxXmit) : 0;
            if (!writer.fits(immediate)) {
                return null;
            }
            int unsolicited = limits.initialR2t() ? 0 : first - immediate;
            if (start(path.takeWaiting(), writer, immediate, unsolicited)) {
                return next;
            }
            task = bursts.layOut(writer, maxXmit, path.window().expStatSn());
        }
        return task;
    }

    /// Lays out a command; true when its immediate data is long.
    private boolean start(ScsiTask task, PduWriter writer, int immediate, int unsolicited) {
        CommandWindow window = path.window();
        ScsiCommand.putHeader(
                writer.header(),
                unsolicited == 0,
                task.isRead(),
                task.isWrite(),
                immediate,
                task.lun,
                task.tag,
                task.length,
                task.cmdSn,
                window.expStatSn(),
                task.cdbHigh,
                task.cdbLow);
        if (unsolicited > 0) {
            bursts.add(task, RESERVED_TAG, 0, immediate, unsolicited);
        }
        task.isCounted = true;
        toGo += task.bytesToGo();
        toCome += task.bytesToCome();
        return writer.put(Opcode.SCSI_COMMAND, task.data, task.start, immediate);
    }

    private void pin(@Nullable ScsiTask task) {
        if (task != null) {
            task.pins++;
            pinned = task;
        }
    }

    /// By the sender only; it holds the place until then.
    private void unpin() {
        ScsiTask task = pinned;
        if (task != null) {
            pinned = null;
            path.unpin(task);
        }
    }
}
