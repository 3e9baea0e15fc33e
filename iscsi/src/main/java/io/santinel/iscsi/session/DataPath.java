package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.TargetPdu;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The data plane of a session: command window, task table, data transfer (RFC 7143 §4.2.2, §11.3 to §11.8). It is
/// the exception to "one owner for each piece of state": callers, the connection's reader and the session's owner meet
/// here under one lock, so that a command costs no hand-over to the owner, and nothing is allocated for it. Nothing
/// waits while it holds the lock.
///
/// Bytes move outside the lock: what does so pins its task, and a pinned task neither ends nor is sent again, so no
/// thread touches a caller's buffer after its completion was told.
final class DataPath {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int LOSSES = 16;
    private static final String LOST = "the connection was lost " + (LOSSES + 1) + " times with this command under way";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Commands commands;
    private final int depth;
    private final CommandWindow window;
    private final Control control;

    private final Waiters waiters = new Waiters();
    private @Nullable Link link;
    private @Nullable IscsiException refusal;
    private boolean held;
    private long armedNanos = NEVER;
    private volatile long lastReceivedNanos = System.nanoTime();

    /// The session's owner, as the data plane sees it.
    interface Control {
        /// A PDU that is no command's. May block: that is the back-pressure on the target.
        void received(Link link, TargetPdu pdu);

        /// A command's time runs out before the owner's next look.
        void wake();
    }

    /// @param depth most commands let in at a time, waiting ones included; a completion may exceed it, up to twice
    DataPath(int depth, int initialCmdSn, Control control) {
        this.depth = depth;
        commands = new Commands(depth);
        window = new CommandWindow(initialCmdSn);
        this.control = control;
    }

    // Callers

    /// Lets a command in; waits while as many as the session's depth are under way, but not in a completion.
    ///
    /// @param cdbHigh the first eight bytes of the CDB
    /// @param start of the data in its buffer; position and limit do not matter, and may move until it is over
    void submit(
            long lun,
            long cdbHigh,
            long cdbLow,
            Direction direction,
            ByteBuffer data,
            int start,
            int length,
            long timeoutNanos,
            Completion completion)
            throws InterruptedException {
        IscsiException refused;
        Link sender = null;
        boolean wake = false;
        lock.lock();
        try {
            refused = awaitRoom();
            if (refused == null) {
                ScsiTask task = commands.take();
                task.lun = lun;
                task.cdbHigh = cdbHigh;
                task.cdbLow = cdbLow;
                task.direction = direction;
                task.data = data;
                task.start = start;
                task.length = length;
                task.timeoutNanos = timeoutNanos;
                task.completion = completion;
                wake = await(task);
                sender = sender();
            }
        } finally {
            lock.unlock();
        }
        if (refused != null) {
            completion.failed(refused.again());
            return;
        }
        if (wake) {
            control.wake();
        }
        send(sender);
    }

    /// Returns why nothing is let in, or null when there is room.
    private @Nullable IscsiException awaitRoom() throws InterruptedException {
        Link current = link;
        if (current != null && current.isReader()) {
            return refusal == null && commands.used() >= 2 * depth
                    ? new IscsiException(
                            ErrorCode.ERR, "a completion submits more commands than the session's depth of " + depth)
                    : refusal;
        }
        while (refusal == null && commands.used() >= depth) {
            room.await();
        }
        return refusal;
    }

    /// Puts a command behind those that wait; true when the owner must know of its deadline.
    private boolean await(ScsiTask task) {
        task.deadlineNanos = System.nanoTime() + task.timeoutNanos;
        commands.add(task);
        if (link == null || task.deadlineNanos >= armedNanos) {
            return false;
        }
        armedNanos = task.deadlineNanos;
        return true;
    }

    /// The connection, if the current thread is to send on it. The reader sends when it has read all that arrived.
    private @Nullable Link sender() {
        Link to = link;
        return to != null && !to.isReader() && to.transmitter().begin() ? to : null;
    }

    /// Lets a command in and waits for its end.
    ///
    /// @throws InterruptedException when the command goes on, and its buffer with it
    ScsiResult execute(
            long lun,
            long cdbHigh,
            long cdbLow,
            Direction direction,
            ByteBuffer data,
            int start,
            int length,
            long timeoutNanos)
            throws IscsiException, InterruptedException {
        Waiter waiter = waiters.take();
        submit(lun, cdbHigh, cdbLow, direction, data, start, length, timeoutNanos, waiter);
        try {
            return waiter.await();
        } finally {
            waiters.giveBack(waiter);
        }
    }

    // The owner

    /// Full feature phase begins: what waited goes out first, in its old order.
    void attach(Link newLink, int newExpStatSn, int newExpCmdSn, int newMaxCmdSn) {
        Link sender;
        lock.lock();
        try {
            link = newLink;
            refusal = null;
            held = false;
            window.begin(newExpStatSn, newExpCmdSn, newMaxCmdSn);
            lastReceivedNanos = System.nanoTime();
            newLink.start();
            sender = sender();
        } finally {
            lock.unlock();
        }
        send(sender);
    }

    private static void send(@Nullable Link sender) {
        if (sender != null) {
            sender.send();
        }
    }

    /// The connection is over; its commands wait for the next one, in their old order. One that was lost with so many
    /// connections may be what ends them.
    void detach() {
        List<Failure> failures = new ArrayList<>();
        lock.lock();
        try {
            commands.takeBack(_ -> true, task -> {
                answered(task);
                task.losses++;
            });
            link = null;
            failWaiting(
                    task -> task.losses > LOSSES, new IscsiException(ErrorCode.SESSION_NOT_CONNECTED, LOST), failures);
        } finally {
            lock.unlock();
        }
        failures.forEach(Failure::tell);
    }

    /// Sends nothing more but control PDUs, because a logout is under way.
    void hold() {
        lock.lock();
        try {
            held = true;
        } finally {
            lock.unlock();
        }
    }

    /// The target takes data segments of another length from now on.
    void maxXmit(int declared) {
        lock.lock();
        try {
            if (link != null) {
                link.transmitter().maxXmit(declared);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The target ended all commands of a logical unit: they are sent again.
    void retry(long lun) {
        Link sender;
        lock.lock();
        try {
            commands.takeBack(task -> task.lun == lun && task.phase == ScsiTask.Phase.SENT, this::answered);
            sender = sender();
        } finally {
            lock.unlock();
        }
        send(sender);
    }

    /// Fails all commands that wait, and all that come until the next [#attach].
    void refuse(IscsiException why) {
        List<Failure> failures = new ArrayList<>();
        lock.lock();
        try {
            refusal = why;
            failWaiting(_ -> true, why, failures);
            room.signalAll();
        } finally {
            lock.unlock();
        }
        failures.forEach(Failure::tell);
    }

    /// Ends one command without an answer, unless the answer came meanwhile.
    void fail(Late late, IscsiException why) {
        List<Failure> failures = new ArrayList<>();
        lock.lock();
        try {
            ScsiTask task = late.task();
            if (task.order == late.order() && (task.isOut() || task.phase == ScsiTask.Phase.WAITING)) {
                commands.remove(task);
                fail(task, why, failures);
            }
        } finally {
            lock.unlock();
        }
        failures.forEach(Failure::tell);
    }

    /// The commands whose time is up. Those that were sent are marked as being aborted, the others wait no longer.
    List<Late> expired(long nowNanos) {
        List<Late> late = new ArrayList<>();
        lock.lock();
        try {
            if (link == null) {
                return late;
            }
            for (ScsiTask task : commands.all(task -> isTimed(task) && task.deadlineNanos - nowNanos <= 0)) {
                late.add(Late.of(task));
                if (task.phase == ScsiTask.Phase.SENT) {
                    task.phase = ScsiTask.Phase.ABORTING;
                }
            }
        } finally {
            lock.unlock();
        }
        return late;
    }

    private static boolean isTimed(ScsiTask task) {
        return task.phase == ScsiTask.Phase.SENT || task.phase == ScsiTask.Phase.WAITING;
    }

    /// When the first command's time is up, from now on until then nobody wakes the owner for one that ends later.
    long arm() {
        lock.lock();
        try {
            armedNanos = NEVER;
            if (link != null) {
                commands.all(DataPath::isTimed).forEach(task -> armedNanos = Math.min(armedNanos, task.deadlineNanos));
            }
            return armedNanos;
        } finally {
            lock.unlock();
        }
    }

    /// The sent command with this tag, or null.
    @Nullable
    Late find(int tag) {
        lock.lock();
        try {
            ScsiTask task = tag >= 0 ? commands.find(tag) : null;
            return task == null ? null : Late.of(task);
        } catch (ProtocolViolation _) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// True while the command is in the target's hands under the tag that it had.
    boolean isOut(Late late) {
        lock.lock();
        try {
            return late.task().tag == late.tag();
        } finally {
            lock.unlock();
        }
    }

    /// Sends a control PDU past the command window.
    void sendImmediate(Immediate pdu) {
        Link sender = null;
        Link stuck = null;
        lock.lock();
        try {
            Link to = link;
            if (to != null) {
                boolean taken = to.transmitter().add(pdu.with(window.cmdSn(), window.expStatSn()));
                stuck = taken ? null : to;
                sender = sender();
            }
        } finally {
            lock.unlock();
        }
        if (stuck != null) {
            stuck.takesNothing();
        }
        send(sender);
    }

    /// The number that the next command gets.
    int cmdSn() {
        lock.lock();
        try {
            return window.cmdSn();
        } finally {
            lock.unlock();
        }
    }

    /// True when the target has taken the command, so that its number is used up.
    boolean isTaken(Late late) {
        lock.lock();
        try {
            return window.isTaken(late.cmdSn());
        } finally {
            lock.unlock();
        }
    }

    int expStatSn() {
        lock.lock();
        try {
            return window.expStatSn();
        } finally {
            lock.unlock();
        }
    }

    long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    /// Something arrived.
    void heard() {
        lastReceivedNanos = System.nanoTime();
    }

    /// Lets go of a task outside the lock: it may have ended or been taken back meanwhile.
    void unpin(ScsiTask task) {
        Completion told = Completion.NONE;
        ScsiResult result = null;
        IscsiException failure = null;
        Link sender;
        lock.lock();
        try {
            if (commands.release(task)) {
                told = task.completion;
                result = task.result;
                failure = task.failure;
                retire(task);
            }
            sender = sender();
        } finally {
            lock.unlock();
        }
        tell(told, result, failure);
        send(sender);
    }

    static void tell(Completion told, @Nullable ScsiResult result, @Nullable IscsiException failure) {
        if (result != null) {
            told.done(result);
        } else if (failure != null) {
            told.failed(failure);
        }
    }

    // For both ends of the connection, which hold the lock

    ReentrantLock lock() {
        return lock;
    }

    CommandWindow window() {
        return window;
    }

    Commands commands() {
        return commands;
    }

    /// The control PDUs' way to the owner, without the lock.
    Control control() {
        return control;
    }

    boolean isCurrent(Link which) {
        return which == link;
    }

    /// A command waits and may be sent.
    boolean mayStart() {
        return !held && commands.waits() && window.isOpen();
    }

    /// The first waiting command, which is sent now.
    ScsiTask takeWaiting() {
        ScsiTask task = commands.takeFirst();
        task.sent(window.takeCmdSn());
        return task;
    }

    /// The command is over; whoever holds the last pin, or nobody, then has to [#retire] it.
    void end(ScsiTask task, @Nullable ScsiResult result, @Nullable IscsiException failure) {
        answered(task);
        task.phase = ScsiTask.Phase.ENDING;
        task.tag = RESERVED_TAG;
        task.result = result;
        task.failure = failure;
    }

    private void answered(ScsiTask task) {
        if (link != null) {
            link.transmitter().answered(task);
        }
    }

    /// Makes room for the next command.
    void retire(ScsiTask task) {
        commands.retire(task);
        room.signal();
    }

    private void failWaiting(Predicate<ScsiTask> which, IscsiException why, List<Failure> failures) {
        for (ScsiTask task : commands.all(task -> task.phase == ScsiTask.Phase.WAITING && which.test(task))) {
            commands.remove(task);
            fail(task, why, failures);
        }
    }

    private void fail(ScsiTask task, IscsiException why, List<Failure> failures) {
        end(task, null, why);
        if (task.pins == 0) {
            failures.add(new Failure(task.completion, why));
            retire(task);
        }
    }
}
