package io.santinel.monitor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.monitor.check.Metric;
import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.Result;
import io.santinel.monitor.check.State;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.store.Point;
import io.santinel.monitor.store.Series;
import io.santinel.monitor.store.SeriesStore;
import io.santinel.monitor.store.SqliteSeriesStore;
import io.santinel.monitor.store.SqliteStateStore;
import io.santinel.monitor.store.StateStore;
import io.santinel.monitor.store.StoredChange;
import io.santinel.monitor.store.StoredService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What readers of the fleet see, and what a store or a listener that fails does to it.
class FleetTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Report EMPTY = new Report(List.of(), List.of(), List.of());

    @TempDir
    private Path data;

    private final List<StoredChange> alarms = new ArrayList<>();
    private SqliteSeriesStore series;
    private FullDisk states;
    private Fleet fleet;

    @BeforeEach
    void open() throws IOException {
        series = SqliteSeriesStore.open(data);
        states = new FullDisk(SqliteStateStore.open(data));
        fleet = Fleet.open(series, states, Optional.of(alarms::add));
        fleet.watch("db1", "in-process", false);
    }

    @AfterEach
    void close() throws IOException {
        states.close();
        series.close();
    }

    @Test
    void a_service_is_found_by_an_id_that_is_fit_for_a_url_and_stays_the_same() {
        judge(0, State.OK);
        Service service = fleet.services().getFirst();
        assertThat(service.id()).matches("db1\\.status\\.[0-9a-f]{12}");
        assertThat(fleet.service(service.id())).contains(service);
        assertThat(fleet.service("db1.status.000000000000")).isEmpty();
        assertThat(fleet.service("nonsense")).isEmpty();
        assertThat(ServiceId.of("db1.example", "open-iscsi_sessions", "x"))
                .isEqualTo(ServiceId.of("db1.example", "open_iscsi_sessions", "x"));
        assertThat(ServiceId.machine(ServiceId.of("db1.example", "open_iscsi_sessions", "x")))
                .isEqualTo("db1.example");
    }

    @Test
    void pending_and_suppressed_results_keep_the_state_and_are_no_change() {
        judge(0, State.CRIT);
        feed(2, Outcome.SUPPRESSED, Optional.of(State.OK));
        feed(4, Outcome.PENDING, Optional.empty());
        Service service = fleet.services().getFirst();
        assertThat(service.state()).contains(State.CRIT);
        assertThat(service.since()).isEqualTo(START);
        assertThat(service.outcome()).isEqualTo(Outcome.PENDING);
        assertThat(service.outcomeSince()).isEqualTo(START.plusSeconds(4));
        assertThat(alarms).hasSize(1);
    }

    @Test
    void a_full_disk_is_a_trouble_loses_no_alarm_and_is_made_good_for_later() throws IOException {
        judge(0, State.OK);
        states.full.set(true);
        judge(2, State.CRIT);
        assertThat(fleet.troubles()).singleElement().satisfies(trouble -> {
            assertThat(trouble.place()).isEqualTo("state");
            assertThat(trouble.text()).contains("disk is full");
            assertThat(trouble.since()).isEqualTo(START.plusSeconds(2));
        });
        assertThat(alarms).hasSize(1);
        assertThat(fleet.services().getFirst().state()).contains(State.CRIT);

        states.full.set(false);
        judge(4, State.CRIT);
        assertThat(fleet.troubles()).isEmpty();
        assertThat(fleet.history(START, START.plusSeconds(60), 10))
                .extracting(Change::to)
                .containsExactly(Optional.of(State.CRIT), Optional.of(State.OK));
        assertThat(fleet.history(START, START.plusSeconds(60), 1)).hasSize(1);
    }

    @Test
    void a_series_store_that_fails_is_a_trouble_and_states_go_on() throws IOException {
        Fleet other = Fleet.open(new NoSeries(), states, Optional.empty());
        other.watch("db2", "in-process", false);
        Metric metric = new Metric("rxdata_octets", 1, OptionalDouble.empty(), OptionalDouble.empty());
        Result result = new Result(
                "open_iscsi_session_stats", "item", "s", Outcome.JUDGED, Optional.of(State.OK), "ok", List.of(metric));
        other.answered("db2", START, EMPTY, List.of(result), Map.of());
        assertThat(other.troubles()).extracting(Trouble::place).containsExactly("series");
        assertThat(other.services()).hasSize(1);
    }

    @Test
    void problems_of_a_report_are_troubles_of_its_machine_up_to_a_limit() {
        List<String> problems =
                IntStream.range(0, 50).mapToObj(i -> "line " + i).toList();
        fleet.answered("db1", START, new Report(List.of(), List.of(), problems), List.of(), Map.of());
        assertThat(fleet.troubles())
                .hasSize(Ledger.PROBLEMS_SHOWN)
                .allMatch(trouble -> trouble.place().equals("db1"));
    }

    @Test
    void without_a_notifier_changes_are_kept_as_told() throws IOException {
        Fleet quiet = Fleet.open(series, states, Optional.empty());
        quiet.watch("db1", "in-process", false);
        quiet.answered("db1", START, EMPTY, List.of(result(Outcome.JUDGED, Optional.of(State.CRIT))), Map.of());
        assertThat(states.unnotified()).isEmpty();
        assertThat(quiet.changesAfter(0)).hasSize(1);
    }

    @Test
    void listeners_hear_changes_in_order_until_they_close() {
        List<Change> heard = new CopyOnWriteArrayList<>();
        try (Subscription subscription = fleet.subscribe(heard::add)) {
            judge(0, State.OK);
            judge(2, State.WARN);
            judge(4, State.CRIT);
            Await.until("three changes", () -> heard.size() == 3);
            assertThat(subscription).isNotNull();
        }
        judge(6, State.OK);
        assertThat(heard).extracting(Change::number).containsExactly(1L, 2L, 3L);
        assertThat(fleet.changesAfter(2)).extracting(Change::number).containsExactly(3L, 4L);
    }

    @Test
    void a_listener_that_never_reads_is_dropped_and_delays_nobody() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        AtomicInteger other = new AtomicInteger();
        try (Subscription stuck = fleet.subscribe(change -> awaitQuietly(never), dropped::countDown);
                Subscription quick = fleet.subscribe(change -> other.incrementAndGet())) {
            int burst = Subscribers.QUEUE / 2;
            for (int i = 0; i < 4; i++) {
                State state = i % 2 == 0 ? State.WARN : State.CRIT;
                fleet.answered("db1", START.plusSeconds(i), EMPTY, results(burst, state), Map.of());
                int told = (i + 1) * burst;
                Await.until("the quick one heard it", () -> other.get() == told);
            }
            dropped.await();
            assertThat(fleet.changesAfter(0)).as("bounded").hasSize(1_000);
            assertThat(stuck).isNotEqualTo(quick);
        } finally {
            never.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void judge(int second, State state) {
        feed(second, Outcome.JUDGED, Optional.of(state));
    }

    private void feed(int second, Outcome outcome, Optional<State> state) {
        Instant at = START.plus(Duration.ofSeconds(second));
        fleet.answered("db1", at, EMPTY, List.of(result(outcome, state)), Map.of());
    }

    private static List<Result> results(int count, State state) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Result(
                        "open_iscsi_sessions",
                        "item " + i,
                        "service",
                        Outcome.JUDGED,
                        Optional.of(state),
                        "summary",
                        List.of()))
                .toList();
    }

    private static Result result(Outcome outcome, Optional<State> state) {
        return new Result("open_iscsi_sessions", "item", "service", outcome, state, "summary", List.of());
    }

    /// A series store on a disk that broke.
    private static final class NoSeries implements SeriesStore {
        @Override
        public void append(List<Point> points) throws IOException {
            throw new IOException("input/output error");
        }

        @Override
        public Series read(String serviceId, Instant from, Instant to, Collection<String> metrics) throws IOException {
            throw new IOException("input/output error");
        }

        @Override
        public void close() {}
    }

    /// A real state store whose disk is full when the test says so.
    private static final class FullDisk implements StateStore {
        private final StateStore store;
        private final AtomicBoolean full = new AtomicBoolean();

        FullDisk(StateStore store) {
            this.store = store;
        }

        @Override
        public List<StoredService> services() throws IOException {
            return store.services();
        }

        @Override
        public void save(List<StoredService> services, List<StoredChange> changes) throws IOException {
            if (full.get()) {
                throw new IOException("disk is full");
            }
            store.save(services, changes);
        }

        @Override
        public List<StoredChange> history(Instant from, Instant to, int limit) throws IOException {
            return store.history(from, to, limit);
        }

        @Override
        public List<StoredChange> unnotified() throws IOException {
            return store.unnotified();
        }

        @Override
        public void notified(long number) throws IOException {
            store.notified(number);
        }

        @Override
        public long lastChange() throws IOException {
            return store.lastChange();
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }
}
