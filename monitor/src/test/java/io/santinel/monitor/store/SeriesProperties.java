package io.santinel.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SeriesProperties {
    private static final Instant BEGIN = Instant.parse("2026-11-24T10:07:31.5Z");
    private static final Duration[] RANGES = {
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(25),
        Duration.ofDays(8),
        Duration.ofDays(35),
        Duration.ofDays(400)
    };

    /// All times lie within 40 hours, so that no tier has dropped anything yet.
    @Property(tries = 20)
    void any_range_reads_the_minimum_maximum_and_mean_of_what_was_given(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("series");
        Model model = new Model();
        SqliteSeriesStore store = SqliteSeriesStore.open(directory);
        try {
            Polls stream = new Polls(random);
            for (int i = 0; i < 150; i++) {
                List<Point> batch = stream.batch();
                store.append(batch);
                model.append(batch);
                if (random.nextInt(40) == 0) {
                    store.close();
                    store = SqliteSeriesStore.open(directory);
                }
                if (random.nextInt(10) == 0) {
                    compare(store, model, random, stream.now);
                }
            }
        } finally {
            store.close();
            delete(directory);
        }
    }

    private static void compare(SqliteSeriesStore store, Model model, Random random, Instant now) throws IOException {
        Duration range = RANGES[random.nextInt(RANGES.length)];
        Instant to = random.nextBoolean() ? now.plusMillis(1) : now.minusSeconds(random.nextInt(36 * 3600));
        Instant from = to.minus(range);
        for (String service : model.services()) {
            Series series = store.read(service, from, to, List.of());
            Map<Instant, Map<String, double[]>> wanted = model.steps(service, from, to, series);
            assertThat(series.times()).as(service + " " + range).containsExactlyElementsOf(wanted.keySet());
            assertThat(series.times()).hasSizeLessThanOrEqualTo(1500);
            double precision = series.tier().equals("poll") && series.step().toMinutes() < 1 ? 1e-12 : 1e-6;
            int i = 0;
            for (Map<String, double[]> row : wanted.values()) {
                compare(series, i++, row, precision);
            }
        }
    }

    private static void compare(Series series, int step, Map<String, double[]> row, double precision) {
        series.metrics().forEach((name, values) -> {
            double[] cell = row.get(name);
            if (cell == null) {
                assertThat(values.mean().get(step)).isNaN();
                return;
            }
            double scale = Math.max(Math.abs(cell[0]), Math.abs(cell[1])) * precision + 1e-300;
            assertThat(values.min().get(step)).isCloseTo(cell[0], within(scale));
            assertThat(values.max().get(step)).isCloseTo(cell[1], within(scale));
            assertThat(values.mean().get(step)).isCloseTo(cell[2], within(scale));
            assertThat(values.mean().get(step))
                    .isBetween(values.min().get(step), values.max().get(step));
        });
        assertThat(series.metrics().keySet()).containsAll(row.keySet());
    }

    /// Polls of a few services by a clock that mostly goes on, sometimes leaps and sometimes is set back.
    private static final class Polls {
        private final Random random;
        private final long interval;
        Instant now = BEGIN;

        Polls(Random random) {
            this.random = random;
            this.interval = new long[] {2_000_000, 60_000_000, 600_000_000}[random.nextInt(3)];
        }

        List<Point> batch() {
            List<Point> batch = new ArrayList<>();
            int polls = random.nextInt(1, 9);
            for (int i = 0; i < polls; i++) {
                now = step();
                for (int service = 0; service < 3; service++) {
                    if (random.nextInt(12) != 0) {
                        batch.add(point("service " + service, now));
                    }
                }
            }
            if (random.nextInt(5) == 0 && !batch.isEmpty()) {
                batch.add(batch.get(random.nextInt(batch.size())));
            }
            return batch;
        }

        private Instant step() {
            Instant next = switch (random.nextInt(100)) {
                case 0 -> now.minusSeconds(random.nextInt(3 * 3600));
                case 1, 2 -> now.plusSeconds(random.nextInt(4 * 3600));
                default -> now.plusNanos(1000 * (interval + random.nextLong(interval / 50)));
            };
            Instant end = BEGIN.plus(Duration.ofHours(40));
            return next.isAfter(end) || next.isBefore(BEGIN)
                    ? BEGIN.plusNanos(1000 * random.nextLong(40 * Micros.HOUR))
                    : next;
        }

        private Point point(String service, Instant at) {
            Map<String, Double> values = new HashMap<>();
            for (int metric = 0; metric < 6; metric++) {
                if (random.nextInt(30) != 0) {
                    values.put("metric" + metric, value(metric));
                }
            }
            values.put("always", (double) random.nextInt(3));
            return new Point(service, at, values);
        }

        private double value(int metric) {
            return switch (metric) {
                case 0 -> 0;
                case 1 -> random.nextDouble() * 1e9;
                case 2 -> -random.nextDouble();
                case 3 -> random.nextInt(5);
                case 4 -> random.nextDouble() * 1e-9;
                default -> random.nextGaussian() * 1e4;
            };
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
