package io.santinel.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSeriesStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void the_newest_hour_is_read_at_the_polls_own_times_exactly_as_it_was_given() throws IOException {
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            for (int i = 0; i < 100; i++) {
                store.append(List.of(point(NOON.plusMillis(2003L * i), 1e9 / (i + 3))));
            }
            Series series = store.read("a", NOON, NOON.plusSeconds(900), List.of());
            assertThat(series.tier()).isEqualTo("poll");
            assertThat(series.step()).isEqualTo(Duration.ofMillis(2003));
            assertThat(series.times()).hasSize(100).first().isEqualTo(NOON);
            assertThat(rx(series).get(7)).isEqualTo(1e9 / 10);
        }
    }

    @Test
    void a_restart_in_the_middle_of_an_hour_reads_the_same() throws IOException {
        Instant end = NOON.plus(Duration.ofMinutes(100));
        List<Duration> ranges = List.of(Duration.ofMinutes(15), Duration.ofHours(4), Duration.ofDays(35));
        List<Series> before = new ArrayList<>();
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            for (int i = 0; i < 6000; i += 2) {
                store.append(List.of(point(NOON.plusSeconds(i), i)));
            }
            for (Duration range : ranges) {
                before.add(store.read("a", end.minus(range), end, List.of()));
            }
        }
        assertThat(before).extracting(Series::tier).containsExactly("poll", "1m", "30m");
        assertThat(before.get(1).times()).hasSize(100);
        assertThat(rx(before.get(1)).getFirst()).isEqualTo(29);
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            for (int i = 0; i < ranges.size(); i++) {
                assertThat(store.read("a", end.minus(ranges.get(i)), end, List.of()))
                        .isEqualTo(before.get(i));
            }
        }
    }

    @Test
    void a_metric_that_was_not_there_is_a_hole_and_zero_is_a_number() throws IOException {
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            store.append(List.of(new Point("a", NOON, Map.of("rx", 0.0))));
            store.append(List.of(new Point("a", NOON.plusSeconds(60), Map.of("tx", 5.0, "rx", Double.NaN))));
            Series series = store.read("a", NOON, NOON.plusSeconds(900), List.of());
            assertThat(rx(series)).containsExactly(0.0, Double.NaN);
            assertThat(series.metric("tx").orElseThrow().max()).containsExactly(Double.NaN, 5.0);
            assertThat(series.metric("none")).isEmpty();
            assertThat(store.read("a", NOON, NOON.plusSeconds(900), Set.of("tx"))
                            .metrics())
                    .containsOnlyKeys("tx");
            assertThat(store.read("unknown", NOON, NOON.plusSeconds(900), List.of())
                            .times())
                    .isEmpty();
        }
    }

    @Test
    void a_gap_is_told_from_a_poll_that_came_late() throws IOException {
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            for (int second : new int[] {0, 60, 120, 241, 300, 600, 660}) {
                store.append(List.of(point(NOON.plusSeconds(second), 1)));
            }
            Series series = store.read("a", NOON, NOON.plusSeconds(900), List.of());
            assertThat(IntStream.range(0, 7).filter(series::gapAfter)).containsExactly(4);
        }
    }

    @Test
    void polls_rarer_than_the_tiers_step_leave_no_holes() throws IOException {
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            for (int i = 0; i < 40; i++) {
                store.append(List.of(point(NOON.plusSeconds(300L * i), i)));
            }
            Series series = store.read("a", NOON, NOON.plus(Duration.ofHours(4)), List.of());
            assertThat(series.step()).isEqualTo(Duration.ofMinutes(5));
            assertThat(rx(series)).hasSize(40);
            assertThat(IntStream.range(0, 40).anyMatch(series::gapAfter)).isFalse();
        }
    }

    @Test
    void each_range_of_the_page_gives_between_300_and_1500_steps() throws IOException {
        Instant end = NOON.plus(Duration.ofDays(401));
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            fill(store, NOON, end.minus(Duration.ofDays(36)), Duration.ofHours(4));
            fill(store, end.minus(Duration.ofDays(36)), end.minus(Duration.ofDays(9)), Duration.ofMinutes(30));
            fill(store, end.minus(Duration.ofDays(9)), end, Duration.ofMinutes(1));
            assertSteps(store, end, Duration.ofMinutes(15), "poll", Duration.ofMinutes(1), 15);
            assertSteps(store, end, Duration.ofHours(4), "1m", Duration.ofMinutes(1), 240);
            assertSteps(store, end, Duration.ofHours(25), "1m", Duration.ofMinutes(1), 1500);
            assertSteps(store, end, Duration.ofDays(8), "30m", Duration.ofMinutes(30), 384);
            assertSteps(store, end, Duration.ofDays(35), "30m", Duration.ofHours(1), 840);
            assertSteps(store, end, Duration.ofDays(400), "6h", Duration.ofHours(12), 800);
        }
    }

    @Test
    void three_years_leave_what_each_tier_keeps_in_a_file_that_stops_growing() throws Exception {
        Instant end = NOON.plus(Duration.ofDays(3 * 365));
        long afterTwoYears;
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            fill(store, NOON, NOON.plus(Duration.ofDays(2 * 365)), Duration.ofHours(4));
            afterTwoYears = store.pages();
            fill(store, NOON.plus(Duration.ofDays(2 * 365)), end, Duration.ofHours(4));
            assertThat(store.pages()).isLessThan(afterTwoYears * 5 / 4);
            Series year = store.read("a", end.minus(Duration.ofDays(400)), end, List.of());
            assertThat(year.times()).hasSize(800);
            assertThat(rx(year).getLast()).isEqualTo(1);
        }
        Set<String> tables = tables();
        for (Tier tier : Tier.values()) {
            int buckets = (int) (tier.keep / tier.bucket);
            assertThat(tables.stream().filter(t -> tier.bucketNamed(t).isPresent()))
                    .as(tier.label)
                    .hasSizeBetween(buckets - 1, buckets + 2);
        }
        assertThat(tables.stream().filter(Tier::isSealed)).hasSizeGreaterThan(20);
        assertThat(tables.stream().filter(t -> t.startsWith("log"))).hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void one_poll_with_a_date_far_ahead_costs_no_history() throws IOException {
        Instant now = NOON.plus(Duration.ofDays(3));
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            fill(store, NOON, now, Duration.ofMinutes(10));
            Series before = store.read("a", now.minus(Duration.ofDays(35)), now, List.of());
            store.append(List.of(point(now.plus(Duration.ofDays(5 * 365)), 1)));
            fill(store, now, now.plus(Duration.ofHours(3)), Duration.ofMinutes(10));
            assertThat(store.read("a", now.minus(Duration.ofDays(35)), now, List.of()))
                    .isEqualTo(before);
            Series after = store.read("a", now, now.plus(Duration.ofHours(3)), List.of());
            assertThat(after.times()).hasSize(18);
        }
    }

    @Test
    void a_service_that_is_gone_for_longer_than_the_longest_tier_is_forgotten() throws Exception {
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            store.append(List.of(new Point("gone", NOON, Map.of("rx", 1.0))));
            fill(store, NOON, NOON.plus(Duration.ofDays(520)), Duration.ofHours(8));
        }
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("series.db"));
                var statement = sql.createStatement();
                var row = statement.executeQuery("select group_concat(id) from service")) {
            assertThat(row.getString(1)).isEqualTo("a");
        }
    }

    @Test
    void a_full_disk_is_named_and_the_newest_hour_goes_on_in_memory_until_there_is_room() throws Exception {
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            fill(store, NOON, NOON.plus(Duration.ofMinutes(30)), Duration.ofMinutes(1));
            store.limit(store.pages());
            int refused = 0;
            for (int minute = 30; minute < 100; minute++) {
                try {
                    store.append(List.of(point(NOON.plusSeconds(60L * minute), minute)));
                } catch (IOException e) {
                    refused++;
                    assertThat(e)
                            .hasMessageContaining("series.db")
                            .hasMessageContaining("the disk is full; free some space in " + directory);
                }
            }
            assertThat(refused).isGreaterThan(10);
            Instant end = NOON.plus(Duration.ofMinutes(100));
            assertThat(store.read("a", end.minusSeconds(3600), end, List.of()).times())
                    .hasSize(60);
            store.limit(0);
            store.append(List.of(point(end, 100)));
        }
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            Series series = store.read("a", NOON, NOON.plus(Duration.ofHours(4)), List.of());
            assertThat(series.times()).hasSize(101);
            assertThat(rx(series).get(77)).isEqualTo(77);
        }
    }

    @Test
    void a_second_store_on_the_directory_is_refused() throws IOException {
        try (SqliteSeriesStore first = SqliteSeriesStore.open(directory)) {
            assertThatThrownBy(() -> SqliteSeriesStore.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("process id");
            assertThatCode(() -> first.append(List.of(point(NOON, 1)))).doesNotThrowAnyException();
        }
    }

    @Test
    void a_file_of_a_newer_santinel_is_refused() throws Exception {
        SqliteSeriesStore.open(directory).close();
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("series.db"));
                var statement = sql.createStatement()) {
            statement.execute("pragma user_version = 2");
        }
        assertThatThrownBy(() -> SqliteSeriesStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer Santinel");
        assertThatThrownBy(() -> SqliteSeriesStore.open(directory)).hasMessageContaining("newer Santinel");
    }

    @Test
    void garbage_in_place_of_the_file_is_refused_in_one_line() throws IOException {
        Files.writeString(directory.resolve("series.db"), "no database at all, ".repeat(500));
        assertThatThrownBy(() -> SqliteSeriesStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("series.db")
                .hasMessageContaining("damaged")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void rows_that_no_longer_make_sense_are_named_as_damage() throws Exception {
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            fill(store, NOON, NOON.plus(Duration.ofHours(30)), Duration.ofMinutes(1));
        }
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("series.db"));
                var statement = sql.createStatement()) {
            for (String table : tables()) {
                if (table.startsWith("s1m")) {
                    statement.execute("update " + table + " set rows = substr(rows, 1, 50) || x'ffffffff'");
                }
            }
        }
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            assertThatThrownBy(() -> store.read("a", NOON, NOON.plus(Duration.ofHours(25)), List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void a_closed_store_says_so() throws IOException {
        SqliteSeriesStore store = SqliteSeriesStore.open(directory);
        store.close();
        store.close();
        assertThatThrownBy(() -> store.append(List.of(point(NOON, 1)))).hasMessageContaining("closed");
        assertThatThrownBy(() -> store.read("a", NOON, NOON.plusSeconds(9), List.of()))
                .hasMessageContaining("closed");
    }

    @Test
    void times_of_no_calendar_are_read_as_the_ends_of_time() throws IOException {
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            store.append(List.of(point(NOON, 1), point(Instant.MIN, 2)));
            store.append(List.of(point(NOON.plusSeconds(60), 1)));
            Series all = store.read("a", Instant.MIN, Instant.MAX, List.of());
            assertThat(all.times()).hasSizeBetween(1, 3);
            assertThat(store.read("a", NOON, NOON, List.of()).times()).isEmpty();
            assertThat(store.read("a", NOON, NOON.minusSeconds(1), List.of()).times())
                    .isEmpty();
        }
    }

    private static void assertSteps(
            SqliteSeriesStore store, Instant end, Duration range, String tier, Duration step, int steps)
            throws IOException {
        Series series = store.read("a", end.minus(range), end, List.of());
        assertThat(series.tier()).as("tier of " + range).isEqualTo(tier);
        assertThat(series.step()).as("step of " + range).isEqualTo(step);
        assertThat(series.times()).as("steps of " + range).hasSize(steps);
    }

    private Set<String> tables() throws Exception {
        Set<String> tables = new TreeSet<>();
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("series.db"));
                var statement = sql.createStatement();
                var row = statement.executeQuery("select name from sqlite_master where type = 'table'")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    /// The time is that of the points, so years pass in seconds.
    private static void fill(SqliteSeriesStore store, Instant from, Instant to, Duration step) throws IOException {
        List<Point> batch = new ArrayList<>();
        for (Instant at = from; at.isBefore(to); at = at.plus(step)) {
            batch.add(point(at, 1));
            if (batch.size() == 360 || batch.size() * step.toHours() >= 24) {
                store.append(batch);
                batch.clear();
            }
        }
        store.append(batch);
    }

    private static Point point(Instant at, double rx) {
        return new Point("a", at, Map.of("rx", rx, "tx", 0.0));
    }

    private static List<Double> rx(Series series) {
        return series.metric("rx").orElseThrow().mean();
    }
}
