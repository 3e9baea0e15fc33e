package io.santinel.monitor.store;

/// The time by which old numbers are dropped. A leap forward is believed only when the samples have gone on for an hour
/// beyond it: one poll with a wrong date must not cost 400 days.
final class Clock {
    private static final long LEAP = Micros.DAY;
    private static final long PROOF = Micros.HOUR;

    private long believed = Long.MIN_VALUE;
    private long landed = Long.MIN_VALUE;

    void batch(long at) {
        if (believed == Long.MIN_VALUE || at - believed <= LEAP) {
            believed = at;
            landed = Long.MIN_VALUE;
        } else if (landed == Long.MIN_VALUE || at < landed) {
            landed = at;
        } else if (at - landed >= PROOF) {
            believed = at;
            landed = Long.MIN_VALUE;
        }
    }

    long believed() {
        return believed;
    }
}
