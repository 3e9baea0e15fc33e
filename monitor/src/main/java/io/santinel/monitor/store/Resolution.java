package io.santinel.monitor.store;

import java.util.List;
import java.util.Optional;

/// In which steps a range is read.
///
/// @param tier absent for the poll's own
/// @param step microseconds; 0 for the samples themselves
record Resolution(Optional<Tier> tier, long step) {
    static final long FEWEST = 300;
    static final long MOST = 1_500;
    /// Rows of poll samples that are too many for themselves are laid on one of these grids, in seconds.
    private static final long[] SECONDS = {1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600};

    String label() {
        return tier.map(t -> t.label).orElse("poll");
    }

    /// The finest that still holds the range and gives at most 1,500 steps; where the next coarser one would give fewer
    /// than 300, several steps of the finer one are put together instead.
    ///
    /// @param newest time of the newest sample
    /// @param samples how many memory has in the range
    /// @param whole memory has all that there is in the range
    static Resolution of(long from, long to, long newest, long samples, boolean whole) {
        if (whole && from >= newest - Tail.KEEP) {
            if (samples <= MOST) {
                return new Resolution(Optional.empty(), 0);
            }
            if ((to - from) / Tier.MINUTE.step < FEWEST) {
                return new Resolution(Optional.empty(), grid(to - from));
            }
        }
        List<Tier> tiers = List.of(Tier.values());
        for (int i = 0; i < tiers.size(); i++) {
            Tier tier = tiers.get(i);
            boolean last = i == tiers.size() - 1;
            if (from < newest - tier.keep && !last) {
                continue;
            }
            if (last || (to - from) / tier.step <= MOST || (to - from) / tiers.get(i + 1).step < FEWEST) {
                long factor = Math.max(1, Math.ceilDiv((to - from) / tier.step, MOST));
                return new Resolution(Optional.of(tier), factor * tier.step);
            }
        }
        throw new IllegalStateException("there is always a last tier");
    }

    private static long grid(long range) {
        for (long seconds : SECONDS) {
            if (range / (seconds * Micros.SECOND) <= MOST) {
                return seconds * Micros.SECOND;
            }
        }
        return Tier.MINUTE.step;
    }
}
