package io.santinel.iscsi.fuzz;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// What came of fuzzing one decoder.
///
/// @param kinds one crash of each kind, the first ones
/// @param nanos of CPU, or by the clock
/// @param crashes how many there were
/// @param longestNanos of one run
/// @param mostMemory bytes that one run allocated
/// @param kept inputs that did something new
public record FuzzResult(
        String decoder,
        long runs,
        long nanos,
        long crashes,
        List<Crash> kinds,
        long longestNanos,
        long mostMemory,
        int kept) {
    private static final double NANOS_PER_MILLI = 1e6;

    String line() {
        return "fuzz %s: %d runs, %d s, %d crashes"
                .formatted(decoder, runs, TimeUnit.NANOSECONDS.toSeconds(nanos), crashes);
    }

    String details() {
        return "%s: %d inputs kept, longest run %.1f ms of CPU, most memory of a run %d KiB"
                .formatted(decoder, kept, longestNanos / NANOS_PER_MILLI, mostMemory / 1024);
    }
}
