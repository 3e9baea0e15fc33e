package io.santinel.monitor.server;

import io.santinel.host.backend.Backend;
import io.santinel.host.model.Host;
import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import io.santinel.iscsi.counter.SessionCounters;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// A machine whose sessions a test lets go and come: one session to each portal, with all counters growing by 1,000
/// from one report to the next.
final class HandBackend implements Backend {
    /// How a report is given.
    sealed interface Mood {
        record Well() implements Mood {}

        record Refusing(IOException cause) implements Mood {}

        record Broken(RuntimeException cause) implements Mood {}

        /// Waits, and ends only when the latch falls: not by interrupts.
        record Hanging(CountDownLatch until) implements Mood {}
    }

    private final Map<String, Boolean> portals = new ConcurrentSkipListMap<>();
    private final AtomicReference<Mood> mood = new AtomicReference<>(new Mood.Well());
    private final AtomicLong reports = new AtomicLong();

    HandBackend(String... portals) {
        for (String portal : portals) {
            this.portals.put(portal, true);
        }
    }

    void set(String portal, boolean open) {
        portals.put(portal, open);
    }

    void forget(String portal) {
        portals.remove(portal);
    }

    void mood(Mood next) {
        mood.set(next);
    }

    long reports() {
        return reports.get();
    }

    @Override
    public List<Session> sessions() throws IOException {
        long count = reports.incrementAndGet();
        switch (mood.get()) {
            case Mood.Well well -> {}
            case Mood.Refusing refusing -> throw refusing.cause();
            case Mood.Broken broken -> throw broken.cause();
            case Mood.Hanging hanging -> awaitAnyway(hanging.until());
        }
        return portals.entrySet().stream()
                .map(entry -> session(entry.getKey(), entry.getValue(), count))
                .toList();
    }

    @Override
    public List<Host> hosts() {
        return List.of();
    }

    private static void awaitAnyway(CountDownLatch latch) {
        boolean fallen = false;
        while (!fallen) {
            try {
                latch.await();
                fallen = true;
            } catch (InterruptedException e) {
                fallen = latch.getCount() == 0;
            }
        }
    }

    private static Session session(String portal, boolean open, long count) {
        Map<String, Long> counters = new LinkedHashMap<>();
        SessionCounters.STRUCT_ORDER.forEach(counter -> counters.put(counter.name(), count * 1_000));
        return new Session(
                Optional.of(1),
                "tcp",
                Optional.of(false),
                "iqn.2026-01.io.santinel:disk",
                portal + ",1",
                portal + ",1",
                new Iface("default", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                open ? Session.LOGGED_IN : "FAILED",
                Optional.of(open ? "LOGGED IN" : "TRANSPORT WAIT"),
                Optional.of(open ? "NO CHANGE" : "REOPEN"),
                Optional.empty(),
                open ? Optional.empty() : Optional.of("connection refused"),
                counters);
    }
}
