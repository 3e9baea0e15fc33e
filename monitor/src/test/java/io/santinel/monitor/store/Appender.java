package io.santinel.monitor.store;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The process that the crash test kills: appends one sample after another and says on standard output which the
/// stores have acknowledged, until its end.
final class Appender {
    static final Instant BEGIN = Instant.parse("2026-11-24T09:00:00Z");
    static final int SECONDS = 20;

    private Appender() {}

    /// Goes on until it is killed.
    ///
    /// @param arguments the data directory and the first sample
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        PrintStream out = System.out;
        try (SqliteSeriesStore series = SqliteSeriesStore.open(directory);
                SqliteStateStore states = SqliteStateStore.open(directory)) {
            for (int i = Integer.parseInt(arguments[1]); i < Integer.MAX_VALUE; i++) {
                series.append(List.of(sample(i)));
                if (i % 50 == 0) {
                    states.save(List.of(), List.of(change(i)));
                }
                out.println(i);
                out.flush();
            }
        }
    }

    static Point sample(int i) {
        return new Point("a", BEGIN.plusSeconds((long) SECONDS * i), Map.of("rx", value(i)));
    }

    static double value(int i) {
        return i * 1.1;
    }

    private static StoredChange change(int i) {
        return new StoredChange(
                i, BEGIN, "a", "m", "c", "i", "s", Optional.of(0), Optional.of(2), "judged", "down", false);
    }
}
