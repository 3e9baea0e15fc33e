package io.santinel.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStateStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456Z");

    @TempDir
    Path directory;

    @Test
    void a_service_comes_back_after_a_restart_as_it_was_saved() throws IOException {
        StoredService judged = service("a", Optional.of(2), NOON);
        StoredService pending = service("b", Optional.empty(), NOON.minusSeconds(-3));
        try (SqliteStateStore store = SqliteStateStore.open(directory)) {
            store.save(List.of(service("a", Optional.of(0), NOON.minusSeconds(9)), pending), List.of());
            store.save(List.of(judged), List.of());
        }
        try (SqliteStateStore store = SqliteStateStore.open(directory)) {
            assertThat(store.services()).containsExactly(judged, pending);
        }
    }

    @Test
    void history_is_given_newest_first_within_its_times_and_its_limit() throws IOException {
        try (SqliteStateStore store = SqliteStateStore.open(directory)) {
            store.save(List.of(), changes(1, 10));
            assertThat(store.history(NOON.plusSeconds(2), NOON.plusSeconds(9), 100))
                    .extracting(StoredChange::number)
                    .containsExactly(8L, 7L, 6L, 5L, 4L, 3L, 2L);
            assertThat(store.history(NOON, NOON.plusSeconds(60), 2))
                    .isEqualTo(changes(9, 10).reversed());
            assertThat(store.history(NOON, NOON.plusSeconds(60), 0)).isEmpty();
            assertThat(store.lastChange()).isEqualTo(10);
        }
    }

    @Test
    void a_change_waits_for_its_notifier_across_a_restart() throws IOException {
        try (SqliteStateStore store = SqliteStateStore.open(directory)) {
            assertThat(store.lastChange()).isZero();
            store.save(List.of(), changes(1, 3));
            store.notified(2);
        }
        try (SqliteStateStore store = SqliteStateStore.open(directory)) {
            assertThat(store.unnotified()).extracting(StoredChange::number).containsExactly(1L, 3L);
            store.notified(1);
            store.notified(3);
            assertThat(store.unnotified()).isEmpty();
            assertThat(store.history(NOON, NOON.plusSeconds(60), 9)).allMatch(StoredChange::notified);
        }
    }

    @Test
    void a_save_repeated_after_a_lost_answer_changes_nothing() throws IOException {
        try (SqliteStateStore store = SqliteStateStore.open(directory)) {
            store.save(List.of(), changes(1, 2));
            store.notified(1);
            store.save(List.of(), changes(1, 3));
            assertThat(store.unnotified()).extracting(StoredChange::number).containsExactly(2L, 3L);
        }
    }

    @Test
    void a_poll_is_saved_whole_or_not_at_all() throws Exception {
        try (SqliteStateStore store = SqliteStateStore.open(directory)) {
            try (var sql = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state.db"));
                    var statement = sql.createStatement()) {
                statement.execute("""
                        create trigger refuse before insert on change when new.number = 2
                        begin select raise(abort, 'refused by the test'); end""");
            }
            assertThatThrownBy(() -> store.save(List.of(service("a", Optional.of(0), NOON)), changes(1, 3)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("state.db");
            assertThat(store.services()).isEmpty();
            assertThat(store.lastChange()).isZero();
        }
    }

    @Test
    void only_the_newest_changes_of_400_days_stay() throws IOException {
        try (SqliteStateStore store = SqliteStateStore.open(directory, 5)) {
            store.save(List.of(service("gone", Optional.of(0), NOON)), changes(1, 8));
            assertThat(store.history(NOON, NOON.plusSeconds(60), 99))
                    .extracting(StoredChange::number)
                    .containsExactly(8L, 7L, 6L, 5L, 4L);
            Instant later = NOON.plus(Duration.ofDays(401));
            store.save(List.of(service("a", Optional.of(0), later)), List.of(change(9, later)));
            assertThat(store.history(NOON, later.plusSeconds(1), 99)).containsExactly(change(9, later));
            assertThat(store.services()).extracting(StoredService::id).containsExactly("a");
        }
    }

    @Test
    void a_second_monitor_on_the_directory_is_refused_by_name() throws IOException {
        try (SqliteStateStore first = SqliteStateStore.open(directory)) {
            assertThatThrownBy(() -> SqliteStateStore.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "process id " + ProcessHandle.current().pid());
            assertThat(first.services()).isEmpty();
        }
        SqliteStateStore.open(directory).close();
    }

    @Test
    void a_file_of_a_newer_santinel_is_refused() throws Exception {
        SqliteStateStore.open(directory).close();
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state.db"));
                var statement = sql.createStatement()) {
            statement.execute("""
                    insert into flyway_schema_history
                    select 99, '99', 'later', type, 'V99__later.sql', 1, installed_by, installed_on, 1, 1
                    from flyway_schema_history limit 1""");
        }
        assertThatThrownBy(() -> SqliteStateStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer Santinel")
                .hasMessageContaining("99");
    }

    @Test
    void garbage_in_place_of_the_file_is_refused_in_one_line() throws IOException {
        Files.writeString(directory.resolve("state.db"), "no database at all, ".repeat(500));
        assertThatThrownBy(() -> SqliteStateStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state.db")
                .hasMessageContaining("damaged")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_database_of_another_program_is_left_alone() throws Exception {
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state.db"));
                var statement = sql.createStatement()) {
            statement.execute("create table theirs (x integer)");
        }
        assertThatThrownBy(() -> SqliteStateStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another program");
    }

    private static StoredService service(String id, Optional<Integer> state, Instant at) {
        return new StoredService(
                id,
                "machine",
                "open_iscsi_sessions",
                "eth0 / 10.0.0.1:3260 / iqn.2026-11.example:" + id,
                "iSCSI Session Status",
                "judged",
                state,
                at.minusSeconds(60),
                at.minusSeconds(61),
                at,
                "Zustand „gut“ 'quoted'",
                Map.of("rxdata_octets", 1234567.891, "txdata_octets", 0.1),
                state.map(code -> at.minusSeconds(5)));
    }

    private static List<StoredChange> changes(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(number -> change(number, NOON.plusSeconds(number)))
                .toList();
    }

    private static StoredChange change(long number, Instant at) {
        return new StoredChange(
                number,
                at,
                "a",
                "machine",
                "open_iscsi_sessions",
                "item",
                "service",
                number == 1 ? Optional.empty() : Optional.of(0),
                Optional.of(1),
                "judged",
                "summary",
                false);
    }
}
