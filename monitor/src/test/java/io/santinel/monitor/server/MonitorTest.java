package io.santinel.monitor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.santinel.monitor.agent.BackendSource;
import io.santinel.monitor.agent.FileSource;
import io.santinel.monitor.agent.Source;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.Memory;
import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.State;
import io.santinel.monitor.store.StoredChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loop from report to alarm, driven by hand: no test sleeps.
class MonitorTest {
    private static final String ONE = "10.0.0.1:3260";
    private static final String OTHER = "10.0.0.2:3260";
    private static final String STATS = "open_iscsi_session_stats";

    @TempDir
    private Path data;

    private final HandClock clock = new HandClock();

    @Test
    void a_closed_portal_turns_exactly_its_sessions_status_warn_then_critical_after_the_grace() throws IOException {
        HandBackend db1 = new HandBackend(ONE, OTHER);
        HandBackend db2 = new HandBackend(ONE);
        try (Station station = new Station(data, clock).watch("db1", db1).watch("db2", db2)) {
            station.start("db1", "db2");
            station.poll("db1", "db2");
            assertThat(station.fleet().services()).hasSize(6).allMatch(service -> service.outcome() == Outcome.JUDGED);
            assertThat(station.newAlarms()).isEmpty();

            db1.set(ONE, false);
            station.poll("db1", "db2");
            assertThat(station.state("db1", ONE)).isEqualTo(State.WARN);
            assertThat(station.status("db1", ONE).summary()).contains("FAILED/TRANSPORT WAIT/REOPEN");
            station.poll("db1", "db2");
            station.poll("db1", "db2");
            assertThat(station.state("db1", ONE)).isEqualTo(State.WARN);
            station.poll("db1", "db2");
            assertThat(station.state("db1", ONE)).isEqualTo(State.CRIT);
            Service stats = station.service("db1", STATS, ONE);
            assertThat(stats.outcome()).isEqualTo(Outcome.JUDGED);
            assertThat(station.state("db1", OTHER)).isEqualTo(State.OK);
            assertThat(station.state("db2", ONE)).isEqualTo(State.OK);
            station.poll("db1", "db2");

            db1.set(ONE, true);
            station.poll("db1", "db2");
            assertThat(station.state("db1", ONE)).isEqualTo(State.OK);
            assertThat(station.newAlarms())
                    .extracting(StoredChange::serviceId, StoredChange::from, StoredChange::to)
                    .containsExactly(
                            tuple(station.status("db1", ONE).id(), Optional.of(0), Optional.of(1)),
                            tuple(station.status("db1", ONE).id(), Optional.of(1), Optional.of(2)),
                            tuple(station.status("db1", ONE).id(), Optional.of(2), Optional.of(0)));
        }
    }

    @Test
    void the_numbers_of_each_poll_reach_the_series() throws IOException {
        Instant start = clock.instant();
        try (Station station = new Station(data, clock).watch("db1", new HandBackend(ONE))) {
            station.start("db1");
            station.poll("db1");
            station.poll("db1");
            String id = station.service("db1", STATS, ONE).id();
            var series = station.fleet().series().read(id, start, start.plusSeconds(60), List.of("rxdata_octets"));
            assertThat(series.times()).hasSize(2);
            assertThat(series.metrics().values())
                    .singleElement()
                    .satisfies(values -> assertThat(values.mean()).containsExactly(500.0, 500.0));
        }
    }

    @Test
    void a_new_session_is_found_and_a_vanished_one_is_critical() throws IOException {
        HandBackend db1 = new HandBackend(ONE);
        try (Station station = new Station(data, clock).watch("db1", db1).start("db1")) {
            db1.set(OTHER, true);
            station.poll("db1");
            assertThat(station.state("db1", OTHER)).isEqualTo(State.OK);
            assertThat(station.newAlarms()).as("good from the first").isEmpty();

            db1.forget(OTHER);
            station.poll("db1");
            assertThat(station.state("db1", OTHER)).isEqualTo(State.CRIT);
            assertThat(station.status("db1", OTHER).summary()).contains("missing");
            assertThat(station.newAlarms()).anyMatch(change -> change.to().equals(Optional.of(2)));
        }
    }

    @Test
    void a_session_that_is_bad_when_it_is_found_is_an_alarm() throws IOException {
        HandBackend db1 = new HandBackend(ONE);
        db1.set(ONE, false);
        try (Station station = new Station(data, clock).watch("db1", db1).start("db1")) {
            assertThat(station.newAlarms())
                    .extracting(StoredChange::from, StoredChange::to)
                    .containsExactly(tuple(Optional.empty(), Optional.of(1)));
        }
    }

    @Test
    void a_machine_that_refuses_is_stale_keeps_its_states_and_is_one_alarm() throws IOException {
        HandBackend db1 = new HandBackend(ONE, OTHER);
        try (Station station = new Station(data, clock).watch("db1", db1).start("db1")) {
            station.poll("db1");
            db1.mood(new HandBackend.Mood.Refusing(new IOException("connection refused")));
            Instant lastAnswer = clock.instant();
            station.poll();
            station.awaitSilence("db1");
            Instant failing = clock.instant();
            station.poll();
            Await.until("asked once more", () -> db1.reports() == 4);

            assertThat(station.machine("db1").failure()).contains("connection refused");
            assertThat(station.machine("db1").failingSince()).contains(failing);
            assertThat(station.machine("db1").lastReport()).contains(lastAnswer);
            Service status = station.status("db1", ONE);
            assertThat(status.outcome()).isEqualTo(Outcome.STALE);
            assertThat(status.state()).contains(State.OK);
            assertThat(status.outcomeSince()).isEqualTo(failing);
            assertThat(status.summary()).contains("connection refused");
            assertThat(station.newAlarms())
                    .extracting(StoredChange::check, StoredChange::outcome)
                    .containsExactly(tuple("machine", "stale"));

            db1.mood(new HandBackend.Mood.Well());
            station.poll("db1");
            assertThat(station.status("db1", ONE).outcome()).isEqualTo(Outcome.JUDGED);
            assertThat(station.machine("db1").failure()).isEmpty();
            assertThat(station.newAlarms()).extracting(StoredChange::check).containsExactly("machine");
            assertThat(station.fleet().history(Instant.EPOCH, clock.instant().plusSeconds(1), 100))
                    .as("four services found and judged, stale and back, the machine twice")
                    .hasSize(4 + 4 + 4 + 2);
        }
    }

    @Test
    void a_source_that_hangs_goes_stale_at_its_deadline_and_costs_nobody_else() throws IOException {
        HandBackend slow = new HandBackend(ONE);
        HandBackend quick = new HandBackend(ONE);
        CountDownLatch release = new CountDownLatch(1);
        try (Station station = new Station(data, clock).watch("slow", slow).watch("quick", quick)) {
            station.start("slow", "quick");
            slow.mood(new HandBackend.Mood.Hanging(release));
            for (int i = 0; i < 5; i++) {
                station.poll("quick");
            }
            assertThat(station.machine("slow").failure())
                    .as("8 s of 10 are over")
                    .isEmpty();
            station.poll("quick");
            station.awaitSilence("slow");
            assertThat(station.machine("slow").failure()).contains("no answer within 10 s");
            assertThat(station.status("slow", ONE).outcome()).isEqualTo(Outcome.STALE);
            assertThat(slow.reports()).as("polls are not stacked").isEqualTo(2);

            slow.mood(new HandBackend.Mood.Well());
            release.countDown();
            station.poll("quick");
            Await.until("well again", () -> station.machine("slow").failure().isEmpty());
            assertThat(slow.reports()).as("asked again, once or twice").isBetween(3L, 4L);
        }
    }

    @Test
    void a_source_that_throws_or_talks_garbage_costs_nobody_else() throws IOException {
        HandBackend broken = new HandBackend(ONE);
        broken.mood(new HandBackend.Mood.Broken(new IllegalStateException("a defect")));
        Path garbage = data.resolve("garbage.txt");
        Files.write(garbage, new byte[] {0, (byte) 0xff, 10, 60, 60, 60});
        Source file = new FileSource(garbage, Optional.empty());
        try (Station station = new Station(data.resolve("store"), clock)
                .watch("broken", broken)
                .watch("garbage", file)
                .watch("well", new HandBackend(ONE))
                .start("well")) {
            station.poll("well");
            station.awaitSilence("broken");
            station.awaitSilence("garbage");
            assertThat(station.machine("broken").failure().orElseThrow()).contains("a defect");
            assertThat(station.machine("garbage").failure().orElseThrow()).contains("garbage.txt");
            assertThat(station.state("well", ONE)).isEqualTo(State.OK);
        }
    }

    @Test
    void a_restart_keeps_states_trouble_and_numbers_and_alarms_nothing_twice() throws IOException {
        HandBackend db1 = new HandBackend(ONE, OTHER);
        Instant since;
        try (Station station = new Station(data, clock).watch("db1", db1).start("db1")) {
            db1.set(ONE, false);
            station.poll("db1");
            since = clock.instant();
            assertThat(station.newAlarms()).hasSize(1);
        }
        clock.advance(Duration.ofSeconds(3));
        try (Station station = new Station(data, clock).watch("db1", db1)) {
            station.start("db1");
            assertThat(station.state("db1", ONE)).isEqualTo(State.WARN);
            assertThat(station.status("db1", ONE).since()).isEqualTo(since);
            assertThat(station.newAlarms()).isEmpty();
            station.poll("db1");
            assertThat(station.state("db1", ONE)).as("the grace went on").isEqualTo(State.CRIT);
            assertThat(station.newAlarms())
                    .extracting(StoredChange::from, StoredChange::to)
                    .containsExactly(tuple(Optional.of(1), Optional.of(2)));
            List<Change> history =
                    station.fleet().history(Instant.EPOCH, clock.instant().plusSeconds(1), 100);
            assertThat(history).extracting(Change::number).doesNotHaveDuplicates();
            assertThat(station.fleet().changesAfter(0)).hasSameSizeAs(history);
        }
    }

    @Test
    void a_restart_while_a_machine_does_not_answer_does_not_alarm_it_again() throws IOException {
        HandBackend db1 = new HandBackend(ONE);
        Instant failing;
        try (Station station = new Station(data, clock).watch("db1", db1).start("db1")) {
            db1.mood(new HandBackend.Mood.Refusing(new IOException("no route to host")));
            station.poll();
            station.awaitSilence("db1");
            failing = clock.instant();
            assertThat(station.newAlarms()).hasSize(1);
        }
        clock.advance(Duration.ofMinutes(5));
        try (Station station = new Station(data, clock).watch("db1", db1)) {
            long before = db1.reports();
            station.start();
            Await.until("asked", () -> db1.reports() > before);
            station.poll();
            Await.until("asked again", () -> db1.reports() > before + 1);
            assertThat(station.machine("db1").failingSince()).contains(failing);
            assertThat(station.status("db1", ONE).outcomeSince()).isEqualTo(failing);
            assertThat(station.newAlarms()).isEmpty();
        }
    }

    @Test
    void a_poll_that_outlasts_the_interval_is_not_stacked_and_the_beat_stays_on_its_grid() {
        Instant start = clock.instant();
        Watch watch = new Watch(
                "db1",
                new BackendSource("in-process", new HandBackend()),
                false,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ZERO,
                Levels.NONE);
        Beat beat = new Beat(watch, new Judge(List.of(), Memory.EMPTY), start);
        Thread poll = Thread.ofVirtual().unstarted(() -> {});
        beat.begins(poll, start.plusMillis(100));
        assertThat(beat.isDue(start.plusSeconds(9))).isFalse();
        assertThat(beat.ends()).isTrue();
        assertThat(beat.isDue(start.plusSeconds(9))).isTrue();
        beat.begins(poll, start.plusSeconds(9));
        assertThat(beat.ends()).isTrue();
        assertThat(beat.next()).isEqualTo(start.plusSeconds(10));
    }
}
