package io.santinel.app.command;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How long a long-running command goes on: until SIGTERM or Ctrl-C, or until its time is over. A signal waits for the
/// command to close what it has open, for at most 10 s; the status is then the JVM's, 143 after SIGTERM.
final class Lifetime implements AutoCloseable {
    private static final long FAREWELL_SECONDS = 10;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Lifetime() {}

    /// From now on a signal ends the wait in [#await] instead of the process at once.
    static Lifetime begin() {
        Lifetime lifetime = new Lifetime();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("signal").unstarted(lifetime::signalled));
        return lifetime;
    }

    void await(Optional<Duration> length) throws InterruptedException {
        if (length.isEmpty()) {
            asked.await();
        } else if (asked.await(length.get().toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
    }

    /// What was open is closed: a signal that waits may go on.
    @Override
    public void close() {
        closed.countDown();
    }

    private void signalled() {
        asked.countDown();
        try {
            if (!closed.await(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("santinel: not everything was closed within " + FAREWELL_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
