package io.santinel.iscsi.interop;

import java.util.concurrent.atomic.AtomicInteger;

/// Counts what passed, and names what did not.
final class Results {
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger skipped = new AtomicInteger();

    /// Something that is to go well.
    interface Trial {
        void run() throws Exception;
    }

    void run(String name, Trial trial) {
        try {
            trial.run();
            passed.incrementAndGet();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            failed.incrementAndGet();
        } catch (Exception | AssertionError e) {
            failed.incrementAndGet();
            System.out.println("FAILED " + name + ": " + e);
        }
    }

    void skip(String name, String why) {
        skipped.incrementAndGet();
        System.out.println("skipped " + name + ": " + why);
    }

    int passed() {
        return passed.get();
    }

    int failed() {
        return failed.get();
    }

    @Override
    public String toString() {
        return "keys: " + passed + " passed, " + failed + " failed, " + skipped + " skipped";
    }
}
