package io.santinel.monitor.alert;

import io.santinel.monitor.store.StateStore;
import io.santinel.monitor.store.StoredChange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands changes to a notifier, one after the other, in a thread of its own; whoever offers one never waits.
///
/// The state store is the outbox: what a killed monitor did not hand over is handed over at the next start, and what
/// did not fit into the queue when the queue has run empty. A change is told again and again, with growing pauses,
/// until the notifier took it or the change is a day old. A kill between telling and noting tells it twice.
public final class Alarms implements AutoCloseable {
    /// Changes that wait in memory.
    static final int QUEUE = 10_000;
    /// A change that is older is given up: nobody wants yesterday's alarms all at once.
    static final Duration OLDEST = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final long IDLE_MILLIS = 500;

    private final Notifier notifier;
    private final StateStore outbox;
    private final InstantSource clock;
    private final Pauses pauses;
    private final Consumer<String> trouble;
    private final BlockingQueue<StoredChange> queue;
    private final Object lock = new Object();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread;
    private long lastQueued;
    private long skipped;
    private boolean overflowed;

    /// How long to wait after a failure: the first time, doubled each time, and at most.
    public record Pauses(Duration first, Duration most) {
        public static final Pauses USUAL = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(1));

        Duration after(Duration before) {
            Duration doubled = before.multipliedBy(2);
            return doubled.compareTo(most) > 0 ? most : doubled;
        }
    }

    private Alarms(
            Notifier notifier,
            StateStore outbox,
            InstantSource clock,
            Pauses pauses,
            Consumer<String> trouble,
            int capacity) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.notifier = notifier;
        this.outbox = outbox;
        this.clock = clock;
        this.pauses = pauses;
        this.trouble = trouble;
        this.thread = Thread.ofVirtual().name("alarms").unstarted(this::serve);
    }

    /// Begins with what the outbox holds.
    ///
    /// @param trouble gets one line while the notifier fails, an empty one when it works again
    public static Alarms start(
            Notifier notifier, StateStore outbox, InstantSource clock, Pauses pauses, Consumer<String> trouble)
            throws IOException {
        return start(notifier, outbox, clock, pauses, trouble, QUEUE);
    }

    static Alarms start(
            Notifier notifier,
            StateStore outbox,
            InstantSource clock,
            Pauses pauses,
            Consumer<String> trouble,
            int capacity)
            throws IOException {
        Alarms alarms = new Alarms(notifier, outbox, clock, pauses, trouble, capacity);
        alarms.refill();
        alarms.thread.start();
        return alarms;
    }

    /// Takes a change that is kept in the outbox. Once the queue was full it takes none until it was filled from the
    /// outbox again, so that all are told in order.
    public void offer(StoredChange change) {
        synchronized (lock) {
            if (change.number() <= lastQueued) {
                return;
            }
            if (!overflowed && queue.offer(change)) {
                lastQueued = change.number();
                return;
            }
            if (!overflowed) {
                LOG.warn("notifier: {} changes wait, further ones wait on disk", queue.size());
            }
            overflowed = true;
            skipped++;
        }
    }

    /// Hands over what waits, for at most 5 s; the rest stays in the outbox.
    @Override
    public void close() {
        closing.set(true);
        try {
            if (!thread.join(DRAIN)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /// What is offered while the outbox is being read may be missing in what was read: then it is read once more later.
    private void refill() throws IOException {
        long before;
        synchronized (lock) {
            before = skipped;
        }
        List<StoredChange> waiting = outbox.unnotified();
        synchronized (lock) {
            overflowed = skipped != before;
            for (StoredChange change : waiting) {
                if (change.number() > lastQueued) {
                    if (!queue.offer(change)) {
                        overflowed = true;
                        return;
                    }
                    lastQueued = change.number();
                }
            }
        }
    }

    private void serve() {
        try {
            while (!(closing.get() && queue.isEmpty())) {
                StoredChange change = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (change != null) {
                    deliver(change);
                } else {
                    refillAfterOverflow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refillAfterOverflow() {
        synchronized (lock) {
            if (!overflowed) {
                return;
            }
        }
        try {
            refill();
        } catch (IOException e) {
            LOG.warn("notifier: cannot read the changes that wait on disk: {}", e.getMessage());
        }
    }

    private void deliver(StoredChange change) throws InterruptedException {
        Duration pause = pauses.first();
        boolean told = false;
        while (!told && !tooOld(change)) {
            told = tell(change);
            if (!told) {
                Thread.sleep(pause);
                pause = pauses.after(pause);
            }
        }
        if (!told) {
            LOG.error("notifier: change {} given up after {} h", change.number(), OLDEST.toHours());
        }
        note(change);
    }

    private boolean tooOld(StoredChange change) {
        Instant oldest = clock.instant().minus(OLDEST);
        return change.at().isBefore(oldest);
    }

    private boolean tell(StoredChange change) throws InterruptedException {
        try {
            notifier.tell(change);
            trouble.accept("");
            return true;
        } catch (IOException e) {
            LOG.warn("notifier: change {}: {}", change.number(), e.getMessage());
            trouble.accept("alarms are not handed over: " + e.getMessage());
            return false;
        }
    }

    private void note(StoredChange change) {
        try {
            outbox.notified(change.number());
        } catch (IOException e) {
            LOG.warn(
                    "notifier: cannot note that change {} was told, a restart tells it again: {}",
                    change.number(),
                    e.getMessage());
        }
    }
}
