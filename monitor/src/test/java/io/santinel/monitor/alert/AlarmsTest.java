package io.santinel.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.monitor.store.SqliteStateStore;
import io.santinel.monitor.store.StoredChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AlarmsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Alarms.Pauses SHORT = new Alarms.Pauses(Duration.ofMillis(1), Duration.ofMillis(4));
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private Path data;

    private SqliteStateStore states;

    @BeforeEach
    void open() throws IOException {
        states = SqliteStateStore.open(data);
    }

    @AfterEach
    void close() throws IOException {
        states.close();
    }

    @Test
    void each_change_is_told_once_in_order_and_noted() throws Exception {
        List<Long> told = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(3);
        try (Alarms alarms = start(change -> {
            told.add(change.number());
            all.countDown();
        })) {
            for (long number = 1; number <= 3; number++) {
                alarms.offer(kept(number, NOW));
            }
            await(all);
        }
        assertThat(told).containsExactly(1L, 2L, 3L);
        assertThat(states.unnotified()).isEmpty();
    }

    @Test
    void what_a_killed_monitor_did_not_tell_is_told_at_the_next_start() throws Exception {
        kept(1, NOW.minusSeconds(60));
        kept(2, NOW.minusSeconds(30));
        List<Long> told = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(3);
        try (Alarms alarms = start(change -> {
            told.add(change.number());
            all.countDown();
        })) {
            alarms.offer(kept(3, NOW));
            await(all);
        }
        assertThat(told).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_notifier_that_fails_is_asked_again_until_it_takes_it_and_is_a_trouble_meanwhile() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        List<String> troubles = new CopyOnWriteArrayList<>();
        CountDownLatch taken = new CountDownLatch(1);
        Notifier notifier = change -> {
            if (tries.incrementAndGet() < 4) {
                throw new IOException("command ended with status 1");
            }
            taken.countDown();
        };
        try (Alarms alarms = Alarms.start(notifier, states, CLOCK, SHORT, troubles::add)) {
            alarms.offer(kept(1, NOW));
            await(taken);
        }
        assertThat(tries).hasValue(4);
        assertThat(troubles).hasSize(4);
        assertThat(troubles.getFirst()).contains("status 1");
        assertThat(troubles.getLast()).isEmpty();
        assertThat(states.unnotified()).isEmpty();
    }

    @Test
    void a_change_of_the_day_before_yesterday_is_given_up() throws Exception {
        kept(1, NOW.minus(Duration.ofDays(2)));
        List<Long> told = new CopyOnWriteArrayList<>();
        CountDownLatch second = new CountDownLatch(1);
        try (Alarms alarms = start(change -> {
            told.add(change.number());
            second.countDown();
        })) {
            alarms.offer(kept(2, NOW));
            await(second);
        }
        assertThat(told).containsExactly(2L);
        assertThat(states.unnotified()).isEmpty();
    }

    @Test
    void a_notifier_that_hangs_holds_up_nobody_and_more_than_the_queue_holds_is_told_from_disk() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        int capacity = 20;
        int count = 5 * capacity;
        List<StoredChange> changes = LongStream.rangeClosed(1, count)
                .mapToObj(number -> change(number, NOW))
                .toList();
        List<Long> told = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(count);
        Notifier notifier = change -> {
            go.await();
            told.add(change.number());
            all.countDown();
        };
        try (Alarms alarms = Alarms.start(notifier, states, CLOCK, SHORT, text -> {}, capacity)) {
            states.save(List.of(), changes);
            changes.forEach(alarms::offer);
            go.countDown();
            await(all);
        }
        assertThat(told).isSorted().doesNotHaveDuplicates().hasSize(count);
    }

    @Test
    void a_real_command_gets_one_json_object_with_every_field() throws Exception {
        Path out = data.resolve("event.json");
        StoredChange change = new StoredChange(
                7,
                NOW,
                "db1.status.0123456789ab",
                "db1",
                "open_iscsi_sessions",
                "default / 10.0.0.1:3260 / iqn.x",
                "iSCSI Session Status default",
                Optional.of(0),
                Optional.of(2),
                "judged",
                "lost \"it\"; $(reboot) `x` \u00e9",
                false);
        new ExecNotifier("cat > '" + out + "'; echo noise; echo noise >&2", DEADLINE).tell(change);
        JsonNode event = new JsonMapper().readTree(Files.readString(out));
        assertThat(event.propertyNames())
                .containsExactly(
                        "number", "at", "machine", "service", "id", "check", "item", "from", "to", "outcome",
                        "summary");
        assertThat(event.get("number").asLong()).isEqualTo(7);
        assertThat(event.get("at").asString()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(event.get("from").asInt()).isZero();
        assertThat(event.get("to").asInt()).isEqualTo(2);
        assertThat(event.get("summary").asString()).isEqualTo(change.summary());
    }

    @Test
    void a_command_that_fails_says_its_status_and_one_that_does_not_read_is_no_failure() throws Exception {
        assertThatThrownBy(() -> new ExecNotifier("exit 3", DEADLINE).tell(change(1, NOW)))
                .isInstanceOf(IOException.class)
                .hasMessage("command ended with status 3");
        new ExecNotifier("exec <&-; exit 0", DEADLINE).tell(change(1, NOW));
    }

    @Test
    void a_command_that_hangs_is_killed_with_its_children_at_the_deadline() {
        assertThatThrownBy(() -> new ExecNotifier("sleep 1000 | cat", Duration.ofMillis(200)).tell(change(1, NOW)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("200 ms");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 1000"));
    }

    private Alarms start(Notifier notifier) throws IOException {
        return Alarms.start(notifier, states, CLOCK, SHORT, text -> {});
    }

    private StoredChange kept(long number, Instant at) throws IOException {
        StoredChange change = change(number, at);
        states.save(List.of(), List.of(change));
        return change;
    }

    private static StoredChange change(long number, Instant at) {
        return new StoredChange(
                number,
                at,
                "id",
                "db1",
                "check",
                "item",
                "service",
                Optional.empty(),
                Optional.of(2),
                "judged",
                "s",
                false);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
