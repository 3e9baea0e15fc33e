package io.santinel.iscsi.session;

import io.santinel.iscsi.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/// The sent commands of a session, indexed by their tag: the low half is the slot, the high half counts the slot's
/// uses. An answer that comes after its command was given up carries a used-up tag and is told from one to a tag that
/// was never given out. Tags of tasks have the top bit clear; it marks the tags of [ControlRequests].
final class TaskTable {
    static final int CONTROL = 0x8000_0000;

    private static final int USES = 0x7fff;
    private static final int SLOT = 0xffff;

    private final @Nullable ScsiTask[] tasks;
    private final int[] uses;
    private final int[] free;
    private int freeCount;

    TaskTable(int size) {
        tasks = new ScsiTask[size];
        uses = new int[size];
        free = new int[size];
        for (int i = 0; i < size; i++) {
            free[i] = size - 1 - i;
        }
        freeCount = size;
    }

    /// A tag for a task that is about to be sent. There are as many slots as commands are let in.
    int put(ScsiTask task) {
        int slot = free[--freeCount];
        tasks[slot] = task;
        uses[slot] = uses[slot] + 1 & USES;
        return uses[slot] << 16 | slot;
    }

    void remove(ScsiTask task) {
        int slot = task.tag & SLOT;
        if (tasks[slot] != task) {
            throw new IllegalStateException("tag %08x is not this task's".formatted(task.tag));
        }
        tasks[slot] = null;
        free[freeCount++] = slot;
    }

    /// The task with this tag; null when it is over.
    ///
    /// @throws ProtocolViolation when the tag was never given out
    @Nullable
    ScsiTask find(int tag) {
        int slot = tag & SLOT;
        if (tag >= 0 && slot < tasks.length) {
            int age = uses[slot] - (tag >>> 16) & USES;
            if (age == 0 && tasks[slot] != null) {
                return tasks[slot];
            }
            if (uses[slot] != 0 && age <= USES / 2) {
                return null;
            }
        }
        throw new ProtocolViolation("11.2.1.8", "Initiator Task Tag %08x was never given out".formatted(tag));
    }

    int size() {
        return tasks.length - freeCount;
    }

    /// The task in a slot, or null.
    @Nullable
    ScsiTask at(int slot) {
        return tasks[slot];
    }

    int slots() {
        return tasks.length;
    }
}
