package io.santinel.monitor.server;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Those who listen to changes. Telling them never waits: each has a bounded queue and a thread of its own, and whoever
/// lets the queue run full is dropped (it can read up from its last number).
final class Subscribers {
    /// Changes that may wait for one subscriber.
    static final int QUEUE = 1_000;
    /// Subscribers at one time.
    static final int LIMIT = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

    private final Set<Subscriber> all = ConcurrentHashMap.newKeySet();

    Subscription add(Consumer<Change> listener, Runnable dropped) {
        if (all.size() >= LIMIT) {
            throw new RejectedExecutionException("already " + LIMIT + " listen to changes: close one, or ask later");
        }
        Subscriber subscriber = new Subscriber(new ArrayBlockingQueue<>(QUEUE), listener, dropped);
        all.add(subscriber);
        Thread thread = Thread.ofVirtual().name("subscriber").start(() -> serve(subscriber));
        return () -> {
            all.remove(subscriber);
            thread.interrupt();
        };
    }

    void tell(Change change) {
        all.stream()
                .filter(subscriber -> !subscriber.queue().offer(change))
                .toList()
                .forEach(this::drop);
    }

    private void drop(Subscriber subscriber) {
        if (all.remove(subscriber)) {
            LOG.warn("a listener did not read {} changes and was dropped", QUEUE);
            Thread.ofVirtual().name("subscriber-dropped").start(subscriber.dropped());
        }
    }

    private void serve(Subscriber subscriber) {
        try {
            while (all.contains(subscriber)) {
                subscriber.listener().accept(subscriber.queue().take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            all.remove(subscriber);
        }
    }

    /// Compared by identity: two listeners may be equal.
    private static final class Subscriber {
        private final BlockingQueue<Change> queue;
        private final Consumer<Change> listener;
        private final Runnable dropped;

        Subscriber(BlockingQueue<Change> queue, Consumer<Change> listener, Runnable dropped) {
            this.queue = queue;
            this.listener = listener;
            this.dropped = dropped;
        }

        BlockingQueue<Change> queue() {
            return queue;
        }

        Consumer<Change> listener() {
            return listener;
        }

        Runnable dropped() {
            return dropped;
        }
    }
}
