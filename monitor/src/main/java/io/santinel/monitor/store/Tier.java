package io.santinel.monitor.store;

import java.util.Optional;

/// The coarser steps in which numbers are kept on disk, finest first. All lengths are microseconds; each is a whole
/// multiple of the one left of it, and all count from 1970, so that a step never crosses a block nor a block a bucket.
enum Tier {
    MINUTE("1m", Micros.MINUTE, Micros.HOUR, 6 * Micros.HOUR, 2 * Micros.DAY),
    FIVE_MINUTES("5m", 5 * Micros.MINUTE, Micros.HOUR, Micros.DAY, 10 * Micros.DAY),
    HALF_HOUR("30m", 30 * Micros.MINUTE, 6 * Micros.HOUR, 5 * Micros.DAY, 50 * Micros.DAY),
    SIX_HOURS("6h", 6 * Micros.HOUR, Micros.DAY, 40 * Micros.DAY, 400 * Micros.DAY);

    /// As readers of the API know it.
    final String label;
    /// One row of minimum, maximum and mean.
    final long step;
    /// The rows of one service that are one value of the database while their bucket is open.
    final long block;
    /// The tables that are dropped as a whole.
    final long bucket;
    /// How long a bucket stays after its end.
    final long keep;

    Tier(String label, long step, long block, long bucket, long keep) {
        this.label = label;
        this.step = step;
        this.block = block;
        this.bucket = bucket;
        this.keep = keep;
    }

    long bucketOf(long at) {
        return Math.floorDiv(at, bucket);
    }

    /// The table with one value for each service and block of a bucket.
    String blocks(long number) {
        return "b" + label + "_" + number;
    }

    /// The table with one value for each service of a closed bucket.
    String sealed(long number) {
        return "s" + label + "_" + number;
    }

    /// The bucket that a table belongs to, if it is one of this tier's.
    Optional<Long> bucketNamed(String table) {
        int line = table.indexOf('_');
        if (line < 1 || !table.substring(1, line).equals(label)) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(table.substring(line + 1)));
    }

    static boolean isBlocks(String table) {
        return table.startsWith("b");
    }

    static boolean isSealed(String table) {
        return table.startsWith("s");
    }
}
