import io.santinel.monitor.store.Point;
import io.santinel.monitor.store.Series;
import io.santinel.monitor.store.SqliteSeriesStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Measures the series store. Arguments: sessions, hours and seconds between polls, all optional.
///
/// Of a session's 24 numbers nine move, three are gauges and twelve are zero.
final class SeriesBench {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private SeriesBench() {}

    public static void main(String[] arguments) throws IOException {
        int sessions = number(arguments, 0, 100);
        int hours = number(arguments, 1, 50);
        int interval = number(arguments, 2, 60);
        Path directory = Files.createTempDirectory("series-bench");
        PrintStream out = System.out;
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory)) {
            Random random = new Random(1);
            long polls = hours * 3600L / interval;
            long slowest = 0;
            long began = System.nanoTime();
            for (long poll = 0; poll < polls; poll++) {
                List<Point> batch = batch(random, sessions, BEGIN.plusSeconds(poll * interval));
                long start = System.nanoTime();
                store.append(batch);
                slowest = Math.max(slowest, System.nanoTime() - start);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            out.printf(
                    "%d sessions, %d polls: %.0f samples of 24 a second, slowest append %.0f ms%n",
                    sessions, polls, sessions * polls / seconds, slowest / 1e6);
            Instant end = BEGIN.plusSeconds(polls * interval);
            for (Duration range : List.of(
                    Duration.ofMinutes(15),
                    Duration.ofHours(4),
                    Duration.ofHours(24),
                    Duration.ofDays(8),
                    Duration.ofDays(35),
                    Duration.ofDays(400))) {
                query(out, store, sessions, end, range);
            }
        }
        long bytes = Files.size(directory.resolve("series.db"));
        out.printf("series.db: %d bytes, %d a session%n", bytes, bytes / sessions);
        long began = System.nanoTime();
        SqliteSeriesStore.open(directory).close();
        out.printf("restart: %.0f ms%n", (System.nanoTime() - began) / 1e6);
    }

    private static void query(PrintStream out, SqliteSeriesStore store, int sessions, Instant end, Duration range)
            throws IOException {
        double[] millis = new double[11];
        int steps = 0;
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            for (int j = 0; j < 20; j++) {
                Series series = store.read(id((i * 7 + j) % sessions), end.minus(range), end, List.of("metric3"));
                steps = series.times().size();
            }
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        out.printf("20 series of %s: median %.1f ms, worst %.1f ms, %d steps%n", range, millis[5], millis[10], steps);
    }

    private static List<Point> batch(Random random, int sessions, Instant at) {
        List<Point> batch = new ArrayList<>();
        for (int session = 0; session < sessions; session++) {
            Map<String, Double> values = new HashMap<>();
            for (int metric = 0; metric < 24; metric++) {
                values.put("metric" + metric, value(random, metric));
            }
            batch.add(new Point(id(session), at.plusNanos(session * 1000L), values));
        }
        return batch;
    }

    private static double value(Random random, int metric) {
        return metric < 9 ? random.nextDouble() * 1e6 : metric < 12 ? 1 + random.nextInt(256) / 64.0 : 0;
    }

    private static String id(int session) {
        return "machine-%d/open_iscsi_session_stats/%d".formatted(session / 20, session);
    }

    private static int number(String[] arguments, int place, int otherwise) {
        return arguments.length > place ? Integer.parseInt(arguments[place]) : otherwise;
    }
}
