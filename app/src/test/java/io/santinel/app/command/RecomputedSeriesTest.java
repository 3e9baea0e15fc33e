package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Are the numbers right? The hour that the API shows is computed once more from the reports that were given, by other
/// code ([StoredReports]): graph S1 and one curve of S2, at the poll's own step, at 1 min and at 5 min.
class RecomputedSeriesTest {
    private static final Instant HOUR = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> COUNTERS = List.of("rxdata_octets", "txdata_octets", "scsicmd_pdus");

    /// Percent. The poll's own samples are kept and sent as computed: growth and interval are exact in a double, and
    /// both computations round their one quotient alike, so not a bit may differ.
    private static final double EXACT = 0;
    /// Percent. Coarser tiers keep 32-bit floats, which round to half a unit in the last of 24 binary places (2⁻²⁴).
    /// A mean of 5 min is put together from values that were rounded once before.
    private static final double FLOAT = 100 * 0x1p-23;

    @TempDir
    private Path data;

    @TempDir
    private Path kept;

    private final long[] counters = {5_000_000_000_000L, 77_000, 4_294_966_000L};
    private long sid = 7;

    @Test
    void an_hour_of_polls_each_minute_is_what_the_reports_say() throws Exception {
        StoredReports reports = new StoredReports(kept);
        try (FedMonitor monitor = start(reports, HOUR.minus(MINUTE.multipliedBy(2)), MINUTE)) {
            Instant end = HOUR.plusSeconds(3600);
            for (int minute = -1; minute < 65; minute++) {
                Instant at = HOUR.plusSeconds(60L * minute).plusMillis(Math.floorMod(minute * 137, 400));
                if (minute == 20 || minute == 21 || minute == 22) {
                    monitor.silence(at);
                } else {
                    step(monitor, reports, at, minute, minute == 35, minute == 47, minute == 41);
                }
            }
            assertTiers(monitor, reports, end);
            assertThat(inside(reports.rates("rxdata_octets"), end))
                    .as("60 less 3 silent, 2 anew")
                    .hasSize(55);
            assertThat(inside(reports.rates("txdata_octets"), end))
                    .as("not in one report")
                    .hasSize(53);
            assertThat(reports.rates("scsicmd_pdus").values()).as("wrapped").allMatch(rate -> rate >= 0 && rate < 5);
        }
    }

    @Test
    void a_quarter_of_polls_each_two_seconds_is_what_the_reports_say_before_and_after_it_goes_to_disk()
            throws Exception {
        StoredReports reports = new StoredReports(kept);
        try (FedMonitor monitor = start(reports, HOUR.minusSeconds(4), Duration.ofSeconds(2))) {
            for (int poll = -1; poll < 450; poll++) {
                Instant at = HOUR.plusSeconds(2L * poll).plusMillis(Math.floorMod(poll * 137, 400));
                if (poll >= 100 && poll < 145) {
                    monitor.silence(at);
                } else {
                    step(monitor, reports, at, poll, poll == 200, poll == 300, poll == 250);
                }
            }
            Instant end = HOUR.plusSeconds(900);
            assertTiers(monitor, reports, end);
            step(monitor, reports, HOUR.plusSeconds(3700), 1, false, false, false);
            assertTiers(monitor, reports, end);
        }
    }

    private FedMonitor start(StoredReports reports, Instant at, Duration interval) throws IOException {
        String first = report(false);
        reports.keep(at, first);
        return new FedMonitor(data, at, interval, first);
    }

    /// @param relogin the session logged in anew: other number, all counters from the start
    /// @param reset the driver began all counters anew without a word
    /// @param partial the report lacks one counter
    private void step(
            FedMonitor monitor,
            StoredReports reports,
            Instant at,
            int number,
            boolean relogin,
            boolean reset,
            boolean partial)
            throws IOException {
        for (int i = 0; i < counters.length; i++) {
            counters[i] = relogin || reset ? 40 + i : counters[i] + growth(number, i);
        }
        counters[2] &= 0xffff_ffffL;
        sid += relogin ? 1 : 0;
        String text = report(partial);
        reports.keep(at, text);
        monitor.poll(at, text);
    }

    /// Uneven, never the same twice in a row, sometimes nothing.
    private static long growth(long number, int counter) {
        long mixed = Math.floorMod((number + 3) * (number + 3) * 7_919 + 13L * counter, 5_000_003L);
        return number % 11 == 5 ? 0 : counter == 2 ? mixed % 211 : mixed;
    }

    private String report(boolean partial) {
        return """
                <<<open_iscsi_sessions>>>
                tcp 10.0.3.4:3260,1 iqn.2003-01.com.example:db default none 10.0.3.52 LOGGED_IN LOGGED_IN NO_CHANGE

                <<<open_iscsi_session_stats>>>
                [session stats default iqn.2003-01.com.example:db 10.0.3.4:3260,1 default %d]
                %s: %d
                %s: %d
                %s: %d
                """.formatted(
                        sid,
                        partial ? "tmfcmd_pdus" : "txdata_octets",
                        counters[1],
                        "rxdata_octets",
                        counters[0],
                        "scsicmd_pdus",
                        counters[2]);
    }

    /// The store answers the newest 75 minutes as polled; a range that begins earlier by the minute up to 25 hours, and
    /// by five minutes above.
    private static void assertTiers(FedMonitor monitor, StoredReports reports, Instant end) throws Exception {
        Duration five = MINUTE.multipliedBy(5);
        assertTier(monitor.series(HOUR, end), "poll", Duration.ofMillis(1), reports, end, EXACT);
        assertTier(monitor.series(HOUR.minus(Duration.ofHours(2)), end), "1m", MINUTE, reports, end, FLOAT);
        assertTier(monitor.series(HOUR.minus(Duration.ofHours(26)), end), "5m", five, reports, end, FLOAT);
    }

    private static void assertTier(
            JsonNode answer, String tier, Duration grid, StoredReports reports, Instant end, double percent)
            throws IOException {
        assertThat(answer.get("tier").asString()).isEqualTo(tier);
        Map<String, NavigableMap<Long, DoubleSummaryStatistics>> expected = new TreeMap<>();
        TreeSet<Long> times = new TreeSet<>();
        for (String counter : COUNTERS) {
            expected.put(counter, StoredReports.steps(inside(reports.rates(counter), end), grid));
            times.addAll(expected.get(counter).keySet());
        }
        List<Long> shown = answer.get("times")
                .valueStream()
                .map(at -> Math.round(at.asDouble() * 1000))
                .toList();
        // A wide range also shows the minutes before the hour.
        int first = shown.indexOf(times.first());
        assertThat(first).as(tier).isBetween(0, 2);
        assertThat(shown.subList(first, shown.size())).as(tier).containsExactlyElementsOf(times);
        expected.forEach((counter, steps) -> {
            JsonNode values = answer.get("metrics").get(counter);
            for (int i = first; i < shown.size(); i++) {
                String step = tier + " " + counter + " " + Instant.ofEpochMilli(shown.get(i));
                assertStep(step, values, i, Optional.ofNullable(steps.get(shown.get(i))), percent);
            }
        });
    }

    private static void assertStep(
            String step, JsonNode values, int i, Optional<DoubleSummaryStatistics> rates, double percent) {
        Map<String, Double> expected = rates.map(
                        it -> Map.of("min", it.getMin(), "max", it.getMax(), "mean", it.getAverage()))
                .orElse(Map.of());
        for (String which : List.of("min", "max", "mean")) {
            JsonNode value = values.get(which).get(i);
            if (expected.isEmpty()) {
                assertThat(value.isNull()).as(step).isTrue();
            } else {
                assertThat(value.asDouble())
                        .as(step + " " + which)
                        .isCloseTo(expected.get(which), withinPercentage(percent));
            }
        }
    }

    private static NavigableMap<Long, Double> inside(NavigableMap<Long, Double> rates, Instant end) {
        return rates.subMap(HOUR.toEpochMilli(), true, end.toEpochMilli(), false);
    }
}
