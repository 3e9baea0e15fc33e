package io.santinel.iscsi.target;

import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// What the log hears about peers: `BURST` lines at once and one a second on the long run, however much they send. The
/// next line says how many were left out before it. What a peer wrote cannot begin a line of its own.
final class Complaints {
    static final int BURST = 30;
    private static final long NANOS_PER_LINE = 1_000_000_000;

    private final LongSupplier nanoTime;
    private final BiConsumer<Level, String> log;
    private long counted;
    private long credit = BURST * NANOS_PER_LINE;
    private long leftOut;

    Complaints(LongSupplier nanoTime, BiConsumer<Level, String> log) {
        this.nanoTime = nanoTime;
        this.log = log;
        this.counted = nanoTime.getAsLong();
    }

    synchronized void log(Level level, String text) {
        long now = nanoTime.getAsLong();
        credit = Math.min(BURST * NANOS_PER_LINE, credit + (now - counted));
        counted = now;
        if (credit < NANOS_PER_LINE) {
            leftOut++;
            return;
        }
        credit -= NANOS_PER_LINE;
        String line = text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", "?");
        log.accept(level, leftOut == 0 ? line : line + " (" + leftOut + " lines before this one left out)");
        leftOut = 0;
    }
}
