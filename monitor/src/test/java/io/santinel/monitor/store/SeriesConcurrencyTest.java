package io.santinel.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesConcurrencyTest {
    private static final Instant BEGIN = Instant.parse("2026-11-24T09:00:00Z");
    private static final int MINUTES = 900;
    private static final List<Double> WANTED =
            IntStream.range(0, MINUTES).mapToObj(minute -> minute + 0.5).toList();

    @TempDir
    Path directory;

    /// Hours move from memory into blocks and blocks into sealed values while they are read.
    @Test
    void a_reader_sees_every_minute_once_while_the_writer_folds_and_seals() throws Exception {
        AtomicInteger written = new AtomicInteger();
        try (SqliteSeriesStore store = SqliteSeriesStore.open(directory);
                ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            append(store, written, 0, 90);
            List<Future<Integer>> reading = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reading.add(readers.submit(() -> read(store, written)));
            }
            append(store, written, 90, MINUTES);
            for (Future<Integer> reader : reading) {
                assertThat(reader.get()).isPositive();
            }
        }
    }

    private static void append(SqliteSeriesStore store, AtomicInteger written, int from, int to) throws Exception {
        for (int minute = from; minute < to; minute++) {
            Instant at = BEGIN.plus(Duration.ofMinutes(minute));
            store.append(List.of(
                    new Point("a", at, Map.of("rx", (double) minute)),
                    new Point("a", at.plusSeconds(30), Map.of("rx", minute + 1.0))));
            written.set(minute + 1);
        }
    }

    private static int read(SqliteSeriesStore store, AtomicInteger written) throws Exception {
        int reads = 0;
        for (int before = 0; before < MINUTES; reads++) {
            before = written.get();
            Series series = store.read("a", BEGIN, BEGIN.plus(Duration.ofMinutes(MINUTES)), List.of());
            assertThat(series.tier()).isEqualTo("1m");
            assertThat(series.times()).hasSizeGreaterThanOrEqualTo(before);
            List<Double> mean = series.metric("rx").orElseThrow().mean();
            assertThat(mean.subList(0, before)).isEqualTo(WANTED.subList(0, before));
        }
        return reads;
    }
}
