package io.santinel.monitor.server;

import io.santinel.monitor.agent.BackendSource;
import io.santinel.monitor.agent.Source;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.State;
import io.santinel.monitor.store.SqliteSeriesStore;
import io.santinel.monitor.store.SqliteStateStore;
import io.santinel.monitor.store.StoredChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A whole monitor with real stores whose clock a test moves: polls each 2 s, grace 5 s, timeout 10 s.
final class Station implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private final HandClock clock;
    private final SqliteSeriesStore series;
    private final SqliteStateStore states;
    private final List<StoredChange> alarms = new CopyOnWriteArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final Fleet fleet;
    private Optional<Monitor> monitor = Optional.empty();

    Station(Path data, HandClock clock) throws IOException {
        this.clock = clock;
        series = SqliteSeriesStore.open(data);
        states = SqliteStateStore.open(data);
        fleet = Fleet.open(series, states, Optional.of(alarms::add));
    }

    Station watch(String name, HandBackend backend) {
        return watch(name, new BackendSource("in-process", backend));
    }

    Station watch(String name, Source source) {
        watches.add(
                new Watch(name, source, false, INTERVAL, Duration.ofSeconds(10), Duration.ofSeconds(5), Levels.NONE));
        return this;
    }

    /// Starts, and waits for the first poll of each of these machines.
    Station start(String... answering) {
        monitor = Optional.of(Monitor.start(fleet, watches, clock));
        for (String machine : answering) {
            awaitPoll(machine);
        }
        return this;
    }

    /// Goes on by one interval, and waits for the poll of each of these machines.
    void poll(String... machines) {
        clock.advance(INTERVAL);
        wake();
        for (String machine : machines) {
            awaitPoll(machine);
        }
    }

    void pass(Duration time) {
        clock.advance(time);
        wake();
    }

    Machine machine(String name) {
        return fleet.machines().stream()
                .filter(machine -> machine.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Service service(String machine, String check, String portal) {
        return fleet.services(machine).stream()
                .filter(service ->
                        service.check().equals(check) && service.item().contains(portal))
                .findFirst()
                .orElseThrow();
    }

    Service status(String machine, String portal) {
        return service(machine, "open_iscsi_sessions", portal);
    }

    State state(String machine, String portal) {
        return status(machine, portal).state().orElseThrow();
    }

    Fleet fleet() {
        return fleet;
    }

    /// What was handed to the notifier since the last call.
    List<StoredChange> newAlarms() {
        List<StoredChange> taken = List.copyOf(alarms);
        alarms.clear();
        return taken;
    }

    SqliteStateStore states() {
        return states;
    }

    @Override
    public void close() throws IOException {
        monitor.ifPresent(Monitor::close);
        states.close();
        series.close();
    }

    /// Waits until what was seen has gone all of its way.
    void wake() {
        try {
            monitor.orElseThrow().wake();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits until a machine is known not to answer.
    void awaitSilence(String machine) {
        Await.until(machine + " silent", () -> machine(machine).failure().isPresent());
        wake();
    }

    private void awaitPoll(String machine) {
        Instant now = clock.instant();
        Await.until(
                machine + " polled at " + now,
                () -> machine(machine).lastReport().equals(Optional.of(now)));
        wake();
    }
}
