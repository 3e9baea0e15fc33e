package io.santinel.iscsi.target;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what another thread brings about.
final class Await {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not come about within 5 s");
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
