package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.AsyncMessage;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LogoutResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.TargetPdu;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.pdu.TextResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The data plane of a session: command window, task table, data transfer (RFC 7143 §4.2.2, §11.3 to §11.8). It is the
/// exception to "one owner for each piece of state": callers, the connection's reader and the session's owner meet here
/// under one lock, so that a command costs no hand-over to the owner. Nothing waits while it holds the lock.
final class DataPath {
    private static final long NEVER = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final TaskTable tasks;
    private final Deque<ScsiTask> waiting = new ArrayDeque<>();
    private final Semaphore room;
    private final CommandWindow window;
    private final Control control;

    private @Nullable Link link;
    private @Nullable IscsiException refusal;
    private boolean held;
    private long submitted;
    private long armedNanos = NEVER;
    private volatile long lastReceivedNanos = System.nanoTime();

    /// The session's owner, as the data plane sees it.
    interface Control {
        /// A PDU that is no command's. May block: that is the back-pressure on the target.
        void received(Link link, TargetPdu pdu);

        /// A command's time runs out before the owner's next look.
        void wake();
    }

    /// Builds an immediate PDU from the session's numbers.
    interface Immediate {
        Pdu with(int cmdSn, int expStatSn);
    }

    /// A command that is over, to be told when the lock is free.
    private record Ending(
            ScsiTask task,
            @Nullable ScsiResult result,
            @Nullable IscsiException failure) {
        void tell() {
            if (result != null) {
                task.completion.done(result);
            } else if (failure != null) {
                task.completion.failed(failure);
            }
        }
    }

    /// @param depth most commands let in at a time, waiting ones included
    DataPath(int depth, int initialCmdSn, Control control) {
        tasks = new TaskTable(depth);
        room = new Semaphore(depth);
        window = new CommandWindow(initialCmdSn);
        this.control = control;
    }

    // Callers

    /// Lets a command in; waits while as many as the session's depth are under way.
    void submit(ScsiRequest request, Completion completion) throws InterruptedException {
        room.acquire();
        IscsiException refused;
        boolean wake = false;
        lock.lock();
        try {
            refused = refusal;
            if (refused == null) {
                ScsiTask task = new ScsiTask(request, completion, submitted++);
                task.deadlineNanos = System.nanoTime() + request.timeout().toNanos();
                waiting.add(task);
                wake = link != null && task.deadlineNanos < armedNanos;
                if (wake) {
                    armedNanos = task.deadlineNanos;
                }
                pump();
            }
        } finally {
            lock.unlock();
        }
        if (refused != null) {
            room.release();
            completion.failed(new IscsiException(refused.code(), String.valueOf(refused.getMessage()), refused));
        } else if (wake) {
            control.wake();
        }
    }

    // The owner

    /// Full feature phase begins: what waited goes out first, in its old order.
    void attach(Link newLink, int newExpStatSn, int newExpCmdSn, int newMaxCmdSn) {
        lock.lock();
        try {
            link = newLink;
            refusal = null;
            held = false;
            window.begin(newExpStatSn, newExpCmdSn, newMaxCmdSn);
            lastReceivedNanos = System.nanoTime();
            newLink.start();
            pump();
        } finally {
            lock.unlock();
        }
    }

    /// The connection is over; its commands wait for the next one, in their old order.
    void detach() {
        lock.lock();
        try {
            link = null;
            takeBack(_ -> true);
        } finally {
            lock.unlock();
        }
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
                link.maxXmit(declared);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The target ended all commands of a logical unit: they are sent again.
    void retry(long lun) {
        lock.lock();
        try {
            takeBack(task -> task.request.lun() == lun && task.phase == ScsiTask.Phase.SENT);
            pump();
        } finally {
            lock.unlock();
        }
    }

    /// Fails all commands that wait, and all that come until the next [#attach].
    void refuse(IscsiException why) {
        List<Ending> endings = new ArrayList<>();
        lock.lock();
        try {
            refusal = why;
            for (ScsiTask task; (task = waiting.poll()) != null; ) {
                endings.add(end(task, null, why));
            }
        } finally {
            lock.unlock();
        }
        tell(endings);
    }

    /// Ends one command without an answer, unless the answer came meanwhile.
    void fail(ScsiTask task, IscsiException why) {
        List<Ending> endings = new ArrayList<>();
        lock.lock();
        try {
            if (task.phase != ScsiTask.Phase.DONE) {
                waiting.remove(task);
                endings.add(end(task, null, why));
            }
        } finally {
            lock.unlock();
        }
        tell(endings);
    }

    /// The commands whose time is up. Those that were sent are marked as being aborted, the others wait no longer.
    List<ScsiTask> expired(long nowNanos) {
        List<ScsiTask> late = new ArrayList<>();
        lock.lock();
        try {
            if (link == null) {
                return late;
            }
            for (ScsiTask task : sent()) {
                if (task.phase == ScsiTask.Phase.SENT && task.deadlineNanos - nowNanos <= 0) {
                    task.phase = ScsiTask.Phase.ABORTING;
                    late.add(task);
                }
            }
            waiting.stream().filter(task -> task.deadlineNanos - nowNanos <= 0).forEach(late::add);
        } finally {
            lock.unlock();
        }
        return late;
    }

    /// When the first command's time is up, from now on until then nobody wakes the owner for one that ends later.
    long arm() {
        lock.lock();
        try {
            armedNanos = NEVER;
            if (link != null) {
                sent().stream()
                        .filter(task -> task.phase == ScsiTask.Phase.SENT)
                        .forEach(task -> armedNanos = Math.min(armedNanos, task.deadlineNanos));
                waiting.forEach(task -> armedNanos = Math.min(armedNanos, task.deadlineNanos));
            }
            return armedNanos;
        } finally {
            lock.unlock();
        }
    }

    /// The sent command with this tag, or null.
    @Nullable
    ScsiTask find(int tag) {
        lock.lock();
        try {
            return tag >= 0 ? tasks.find(tag) : null;
        } catch (ProtocolViolation _) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// True while the command is in the target's hands under this tag.
    boolean isOut(ScsiTask task, int tag) {
        lock.lock();
        try {
            return task.tag == tag;
        } finally {
            lock.unlock();
        }
    }

    /// Sends a control PDU past the command window.
    void sendImmediate(Immediate pdu) {
        lock.lock();
        try {
            if (link != null) {
                link.send(new Outgoing.One(pdu.with(window.cmdSn(), window.expStatSn())));
            }
        } finally {
            lock.unlock();
        }
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
    boolean isTaken(ScsiTask task) {
        lock.lock();
        try {
            return window.isTaken(task.cmdSn);
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

    // The connection's threads

    /// Just before the last PDU of a burst is handed over: the target may ask for the next one as soon as it has it.
    void burstSent(Outgoing.Burst burst) {
        lock.lock();
        try {
            if (burst.task().tag == burst.tag()) {
                burst.task().outstandingR2ts--;
            }
        } finally {
            lock.unlock();
        }
    }

    void receive(Link from, TargetPdu pdu) {
        lastReceivedNanos = System.nanoTime();
        Ending ending = null;
        lock.lock();
        try {
            if (from != link) {
                return;
            }
            ending = accept(from, pdu);
            pump();
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.tell();
        }
        switch (pdu) {
            case ScsiDataIn _, ScsiResponse _, ReadyToTransfer _ -> {}
            case NopIn _, TaskManagementResponse _, TextResponse _, LogoutResponse _, AsyncMessage _, Reject _ ->
                control.received(from, pdu);
            case LoginResponse _ -> throw new ProtocolViolation("11.13", "Login Response in full feature phase");
        }
    }

    // Under the lock

    private @Nullable Ending accept(Link from, TargetPdu pdu) {
        window.received(pdu);
        return switch (pdu) {
            case ScsiDataIn in -> dataIn(in);
            case ScsiResponse response -> response(response);
            case ReadyToTransfer r2t -> {
                readyToTransfer(from, r2t);
                yield null;
            }
            case NopIn _,
                    TaskManagementResponse _,
                    TextResponse _,
                    LogoutResponse _,
                    AsyncMessage _,
                    Reject _,
                    LoginResponse _ -> null;
        };
    }

    /// Sends what waits, as far as the window is open.
    private void pump() {
        Link to = link;
        while (to != null && !held && window.isOpen()) {
            ScsiTask task = waiting.poll();
            if (task == null) {
                return;
            }
            start(task, to);
        }
    }

    private void start(ScsiTask task, Link to) {
        Link.Limits limits = to.limits();
        task.sent(tasks.put(task), window.takeCmdSn());
        int first = task.isWrite() ? Math.min(limits.firstBurst(), task.length) : 0;
        int immediate = limits.immediateData() ? Math.min(first, to.maxXmit()) : 0;
        int unsolicited = limits.initialR2t() ? 0 : first - immediate;
        to.send(new Outgoing.One(task.command(immediate, unsolicited == 0, window.expStatSn())));
        if (unsolicited > 0) {
            to.send(new Outgoing.Burst(task, task.tag, RESERVED_TAG, 0, immediate, unsolicited));
        }
    }

    private @Nullable Ending dataIn(ScsiDataIn in) {
        ScsiTask task = tasks.find(in.initiatorTaskTag());
        if (task == null) {
            return null;
        }
        task.accept(in);
        return in.hasStatus() ? end(task, task.result(in), null) : null;
    }

    private @Nullable Ending response(ScsiResponse response) {
        ScsiTask task = tasks.find(response.initiatorTaskTag());
        return task == null ? null : end(task, task.result(response), null);
    }

    private void readyToTransfer(Link from, ReadyToTransfer r2t) {
        ScsiTask task = tasks.find(r2t.initiatorTaskTag());
        if (task != null) {
            from.send(task.accept(r2t, from.limits()));
        }
    }

    private Ending end(ScsiTask task, @Nullable ScsiResult result, @Nullable IscsiException failure) {
        if (task.tag != RESERVED_TAG) {
            tasks.remove(task);
            task.tag = RESERVED_TAG;
        }
        task.phase = ScsiTask.Phase.DONE;
        room.release();
        return new Ending(task, result, failure);
    }

    /// Puts sent commands back before those that wait, with a new deadline.
    private void takeBack(Predicate<ScsiTask> which) {
        List<ScsiTask> again = new ArrayList<>(sent().stream().filter(which).toList());
        for (ScsiTask task : again) {
            tasks.remove(task);
        }
        again.addAll(waiting);
        again.sort(Comparator.comparingLong(task -> task.order));
        long now = System.nanoTime();
        again.forEach(task -> task.waitAgain(now + task.request.timeout().toNanos()));
        waiting.clear();
        waiting.addAll(again);
    }

    private List<ScsiTask> sent() {
        List<ScsiTask> sent = new ArrayList<>(tasks.size());
        for (int slot = 0; slot < tasks.slots(); slot++) {
            ScsiTask task = tasks.at(slot);
            if (task != null) {
                sent.add(task);
            }
        }
        return sent;
    }

    private void tell(List<Ending> endings) {
        endings.forEach(Ending::tell);
    }
}
