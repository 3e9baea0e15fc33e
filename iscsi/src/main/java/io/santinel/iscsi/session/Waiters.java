package io.santinel.iscsi.session;

import org.jspecify.annotations.Nullable;

/// Waiters that are free, as many as callers ever waited at once.
final class Waiters {
    private @Nullable Waiter free;

    /// One for the current thread.
    synchronized Waiter take() {
        Waiter waiter = free;
        if (waiter == null) {
            return new Waiter();
        }
        free = waiter.next;
        waiter.next = null;
        waiter.begin();
        return waiter;
    }

    /// One whose command goes on would be told of that command's end: it is not used again.
    synchronized void giveBack(Waiter waiter) {
        if (waiter.isOver()) {
            waiter.next = free;
            free = waiter;
        }
    }
}
