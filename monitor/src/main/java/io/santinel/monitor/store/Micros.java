package io.santinel.monitor.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Times as the stores keep them: microseconds since 1970; what is finer is cut off.
final class Micros {
    static final long SECOND = 1_000_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private Micros() {}

    /// What lies outside of the years 1 to 9999 becomes their beginning or end.
    static long of(Instant instant) {
        if (instant.isBefore(FIRST)) {
            return of(FIRST);
        }
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant.isAfter(LAST) ? LAST : instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static Duration duration(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
