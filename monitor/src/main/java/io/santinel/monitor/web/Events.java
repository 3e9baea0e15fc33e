package io.santinel.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.santinel.monitor.server.Change;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stream of state changes (server-sent events). Each change is an event `state` with its number as id, so that a
/// browser that was away resumes after the last it saw; between them comes a `beat` that says the stream lives.
final class Events implements AutoCloseable {
    /// So many listen at a time; the next gets 503.
    static final int CONNECTIONS = 32;
    /// A browser that is further behind is dropped and resumes.
    static final int QUEUE = 256;

    private static final Duration BEAT = Duration.ofSeconds(5);
    /// A stream ends after this and the browser comes again, with a login that still must be good.
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final Fleet fleet;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(CONNECTIONS);
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    Events(Fleet fleet, InstantSource clock) {
        this.fleet = fleet;
        this.clock = clock;
    }

    /// Before a stream begins, while the answer can still be an error. Javalin begins one only for who asks for it by
    /// its type, and would send anybody else an empty answer.
    void refuse(Context ctx) {
        String accept = ctx.header("Accept");
        if (accept == null || !accept.contains("text/event-stream")) {
            throw Refusal.of(406, "this is a stream: ask for it with the header Accept: text/event-stream");
        }
        if (places.availablePermits() == 0) {
            throw full();
        }
    }

    private static Refusal full() {
        return Refusal.of(503, CONNECTIONS + " streams of events are open, the most there may be");
    }

    /// Runs in the request's own virtual thread until the browser goes away.
    void serve(SseClient client) {
        if (closed.get() || !places.tryAcquire()) {
            client.close();
            return;
        }
        Stream stream = new Stream(new ArrayBlockingQueue<>(QUEUE), new AtomicBoolean());
        streams.add(stream);
        try (Subscription _ =
                fleet.subscribe(stream::offer, () -> stream.behind().set(true))) {
            run(client, stream, after(client));
        } catch (RejectedExecutionException e) {
            client.sendEvent("full", String.valueOf(full().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
            streams.remove(stream);
            places.release();
        }
    }

    private void run(SseClient client, Stream stream, Optional<Long> after) throws InterruptedException {
        Instant end = clock.instant().plus(LIFETIME);
        long last = after.orElse(-1L);
        beat(client);
        if (after.isPresent()) {
            for (Change missed : fleet.changesAfter(last)) {
                send(client, missed);
                last = missed.number();
            }
        }
        while (!client.terminated()
                && !stream.behind().get()
                && !closed.get()
                && clock.instant().isBefore(end)) {
            Optional<Change> change = stream.next();
            if (change.isEmpty()) {
                if (!closed.get()) {
                    beat(client);
                }
            } else if (change.get().number() > last) {
                send(client, change.get());
                last = change.get().number();
            }
        }
    }

    /// What one browser has yet to be told; an empty entry wakes it.
    private record Stream(BlockingQueue<Optional<Change>> queue, AtomicBoolean behind) {
        void offer(Change change) {
            if (!queue.offer(Optional.of(change))) {
                behind.set(true);
            }
        }

        Optional<Change> next() throws InterruptedException {
            Optional<Change> next = queue.poll(BEAT.toMillis(), TimeUnit.MILLISECONDS);
            return next == null ? Optional.empty() : next;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private void beat(SseClient client) {
        client.sendEvent("beat", Map.of("at", clock.instant()));
    }

    private static void send(SseClient client, Change change) {
        client.sendEvent("state", Bodies.ChangeBody.of(change), Long.toString(change.number()));
    }

    private static Optional<Long> after(SseClient client) {
        String last = client.ctx().header("Last-Event-ID");
        return last != null && last.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(last)) : Optional.empty();
    }

    /// Ends the streams and waits until their threads are done with the server's objects.
    @Override
    public void close() {
        closed.set(true);
        streams.forEach(stream -> {
            stream.queue().clear();
            if (!stream.queue().offer(Optional.empty())) {
                stream.behind().set(true);
            }
        });
        try {
            if (!places.tryAcquire(CONNECTIONS, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a stream of events did not end within {} s", FAREWELL.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
