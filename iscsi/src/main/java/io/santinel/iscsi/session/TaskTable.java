package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.ProtocolViolation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The commands of a session, each in a slot that is used again and again. A sent command's tag has the slot in its low
/// half; the high half counts the slot's tags. An answer that comes after its command was given up carries a used-up
/// tag and is told from one to a tag that was never given out. Tags of tasks have the top bit clear; it marks the tags
/// of [ControlRequests].
final class TaskTable {
    static final int CONTROL = 0x8000_0000;

    private static final int USES = 0x7fff;
    private static final int SLOT = 0xffff;

    private @Nullable ScsiTask[] tasks;
    private ScsiTask[] free;
    private int made;
    private int freeCount;

    /// @param size most commands under way, 1 to 65,536
    TaskTable(int size) {
        tasks = new ScsiTask[size];
        free = new ScsiTask[size];
    }

    /// Slots that are in use.
    int used() {
        return made - freeCount;
    }

    /// A slot for a command. There must be one: see [#used].
    ScsiTask take() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (made == tasks.length) {
            tasks = Arrays.copyOf(tasks, Math.min(2 * made, SLOT + 1));
            free = Arrays.copyOf(free, tasks.length);
        }
        ScsiTask task = new ScsiTask(made);
        tasks[made++] = task;
        return task;
    }

    void giveBack(ScsiTask task) {
        free[freeCount++] = task;
    }

    /// Gives a task the tag under which it is sent now.
    void tag(ScsiTask task) {
        task.uses = task.uses + 1 & USES;
        task.tag = task.uses << 16 | task.slot;
    }

    /// The sent task with this tag; null when it is over.
    ///
    /// @throws ProtocolViolation when the tag was never given out
    @Nullable
    ScsiTask find(int tag) {
        int slot = tag & SLOT;
        ScsiTask task = slot < made ? tasks[slot] : null;
        if (task != null && tag != RESERVED_TAG) {
            if (task.tag == tag) {
                return task;
            }
            int age = task.uses - (tag >>> 16) & USES;
            if (tag >= 0 && task.uses != 0 && age <= USES / 2) {
                return null;
            }
        }
        throw new ProtocolViolation("11.2.1.8", "Initiator Task Tag %08x was never given out".formatted(tag));
    }

    /// Slots from 0 to this were ever used.
    int slots() {
        return made;
    }

    /// The task of a slot, in use or not.
    ScsiTask at(int slot) {
        ScsiTask task = tasks[slot];
        if (task == null) {
            throw new IllegalArgumentException("slot " + slot + " of " + made);
        }
        return task;
    }
}
