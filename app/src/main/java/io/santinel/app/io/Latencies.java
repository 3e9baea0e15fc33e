package io.santinel.app.io;

/// How often each latency came, in cells that are 1/32 of their value wide: what is told is at most 3 % too high. Takes
/// from nothing to nine minutes; longer ones count as that. Recording allocates nothing; one thread at a time records.
final class Latencies {
    private static final int SUB_BITS = 5;
    private static final int SUB = 1 << SUB_BITS;
    private static final int OCTAVES = 34;

    private final long[] counts = new long[(OCTAVES + 1) * SUB];
    private long total;
    private long max;

    void record(long nanos) {
        long value = Math.max(0, nanos);
        counts[cell(value)]++;
        total++;
        max = Math.max(max, value);
    }

    /// The first 32 cells are one wide; each further 32 cells are twice as wide as those before.
    private static int cell(long value) {
        if (value < SUB) {
            return (int) value;
        }
        int shift = 63 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return shift >= OCTAVES ? (OCTAVES + 1) * SUB - 1 : shift * SUB + (int) (value >>> shift);
    }

    /// The largest value of a cell.
    private static long top(int cell) {
        int shift = Math.max(0, cell / SUB - 1);
        return ((long) (cell - shift * SUB + 1) << shift) - 1;
    }

    long total() {
        return total;
    }

    long max() {
        return max;
    }

    /// So many of a thousand were not longer, in nanoseconds; 0 when there was none.
    ///
    /// @param permille 0 to 1000
    long permille(double permille) {
        long wanted = Math.max(1, (long) Math.ceil(total * permille / 1000));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(max, top(i));
            }
        }
        return max;
    }

    /// How many were from `from` to below `to` nanoseconds, both powers of two.
    long between(long from, long to) {
        long sum = 0;
        for (int i = cell(from); i < cell(to); i++) {
            sum += counts[i];
        }
        return sum;
    }
}
