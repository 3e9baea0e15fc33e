package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The commands that were let in and are not over: those that wait to be sent, in the order of their submission, and
/// those that are out. Guarded by the lock of the [DataPath].
final class Commands {
    /// Sent in quarters, both ends work at the same time; all at once, each would wait for the other.
    private static final int SHARE = 4;

    private final TaskTable tasks;
    private final Deque<ScsiTask> waiting = new ArrayDeque<>();
    private long submitted;

    Commands(int depth) {
        tasks = new TaskTable(depth);
    }

    int used() {
        return tasks.used();
    }

    /// A slot for a new command; then [#add].
    ScsiTask take() {
        return tasks.take();
    }

    /// Puts a new command behind those that wait.
    void add(ScsiTask task) {
        task.order = ++submitted;
        task.losses = 0;
        task.phase = ScsiTask.Phase.WAITING;
        waiting.add(task);
    }

    boolean waits() {
        return !waiting.isEmpty();
    }

    /// So many wait that the target would soon have nothing to do.
    boolean manyWait() {
        return waits() && waiting.size() * SHARE >= tasks.used();
    }

    ScsiTask first() {
        return waiting.element();
    }

    /// The first waiting command, with the tag under which it is sent now.
    ScsiTask takeFirst() {
        ScsiTask task = waiting.remove();
        tasks.tag(task);
        return task;
    }

    void remove(ScsiTask task) {
        waiting.remove(task);
    }

    /// See [TaskTable#find].
    @Nullable
    ScsiTask find(int tag) {
        return tasks.find(tag);
    }

    /// Takes a pin away. True when the command is over and has to be retired and told.
    boolean release(ScsiTask task) {
        task.pins--;
        if (task.pins > 0) {
            return false;
        }
        if (task.again) {
            task.again = false;
            if (task.phase == ScsiTask.Phase.WAITING) {
                enqueue(List.of(task));
            }
        }
        return task.phase == ScsiTask.Phase.ENDING;
    }

    /// The command was told, or is about to be: its slot is free.
    void retire(ScsiTask task) {
        task.clear();
        tasks.giveBack(task);
    }

    /// Puts sent commands back before those that wait; all get a new deadline.
    ///
    /// @param answered is told of each that no answer is expected any more
    void takeBack(Predicate<ScsiTask> which, Consumer<ScsiTask> answered) {
        List<ScsiTask> again = new ArrayList<>();
        for (ScsiTask task : all(task -> task.isOut() && which.test(task))) {
            answered.accept(task);
            task.phase = ScsiTask.Phase.WAITING;
            task.tag = RESERVED_TAG;
            task.again = task.pins > 0;
            if (!task.again) {
                again.add(task);
            }
        }
        enqueue(again);
        long now = System.nanoTime();
        all(task -> task.phase == ScsiTask.Phase.WAITING).forEach(task -> task.deadlineNanos = now + task.timeoutNanos);
    }

    private void enqueue(List<ScsiTask> more) {
        List<ScsiTask> all = new ArrayList<>(waiting);
        all.addAll(more);
        all.sort(Comparator.comparingLong(task -> task.order));
        waiting.clear();
        waiting.addAll(all);
    }

    List<ScsiTask> all(Predicate<ScsiTask> which) {
        List<ScsiTask> found = new ArrayList<>(tasks.used());
        for (int slot = 0; slot < tasks.slots(); slot++) {
            if (which.test(tasks.at(slot))) {
                found.add(tasks.at(slot));
            }
        }
        return found;
    }
}
