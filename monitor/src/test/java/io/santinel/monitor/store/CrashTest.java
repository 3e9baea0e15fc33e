package io.santinel.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    private static final int KILLS = 5;

    @TempDir
    Path directory;

    @Test
    void what_was_acknowledged_is_there_once_after_each_kill_9() throws Exception {
        Random random = new Random();
        int acknowledged = -1;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = appendUntilKilled(acknowledged + 1, 300 + random.nextInt(900));
        }
        int last = acknowledged + 1;
        Instant end = Appender.sample(last).at();
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            // May have been committed before the kill without being acknowledged: the second is dropped.
            store.append(List.of(Appender.sample(last)));
            Series poll = store.read("a", end.minus(Duration.ofMinutes(30)), end, List.of());
            assertThat(poll.metric("rx").orElseThrow().mean())
                    .hasSize(30 * 60 / Appender.SECONDS)
                    .last()
                    .isEqualTo(Appender.value(last - 1));
            assertMinutes(store, last);
            assertHalfDays(store, last);
        }
        try (SqliteStateStore states = SqliteStateStore.open(directory)) {
            assertThat(states.unnotified())
                    .extracting(change -> (int) change.number())
                    .startsWith(IntStream.rangeClosed(0, acknowledged / 50)
                            .map(i -> 50 * i)
                            .boxed()
                            .toArray(Integer[]::new));
        }
    }

    private static void assertMinutes(SqliteSeriesStore store, int last) throws IOException {
        int perMinute = 60 / Appender.SECONDS;
        int minutes = last / perMinute;
        for (int window = 0; window < minutes; window += 1200) {
            // The last window reaches back beyond what is kept at the poll's own step.
            int from = Math.max(0, Math.min(window, minutes - 1200));
            Series series = store.read(
                    "a",
                    Appender.BEGIN.plus(Duration.ofMinutes(from)),
                    Appender.BEGIN.plus(Duration.ofMinutes(from + 1200)),
                    List.of());
            assertThat(series.tier()).isEqualTo("1m");
            List<Double> mean = series.metric("rx").orElseThrow().mean();
            for (int minute = from; minute < Math.min(minutes, from + 1200); minute++) {
                double middle = Appender.value(minute * perMinute) + Appender.value(1);
                assertThat(mean.get(minute - from)).isCloseTo(middle, within(1e-6 * middle + 1e-9));
            }
        }
    }

    /// An hour that was folded twice would draw the mean of its half day to itself.
    private static void assertHalfDays(SqliteSeriesStore store, int last) throws IOException {
        Instant end = Appender.sample(last).at();
        Series series = store.read("a", end.minus(Duration.ofDays(400)), end.plusSeconds(1), List.of());
        assertThat(series.tier()).isEqualTo("6h");
        List<Double> mean = series.metric("rx").orElseThrow().mean();
        for (int i = 0; i < series.times().size(); i++) {
            Instant from = series.times().get(i);
            Instant to = from.plus(series.step());
            double wanted = IntStream.rangeClosed(0, last)
                    .filter(n -> !Appender.sample(n).at().isBefore(from)
                            && Appender.sample(n).at().isBefore(to))
                    .mapToDouble(Appender::value)
                    .average()
                    .orElseThrow();
            assertThat(mean.get(i)).isCloseTo(wanted, within(1e-6 * wanted));
        }
    }

    /// @return the last sample that was acknowledged
    private int appendUntilKilled(int first, int samples) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        directory.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = first - 1;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.matches("\\d+")) {
                    continue;
                }
                last = Integer.parseInt(line);
                if (last == first + samples) {
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(last).as("samples acknowledged before the kill").isGreaterThanOrEqualTo(first + samples);
        return last;
    }
}
