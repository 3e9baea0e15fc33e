package io.santinel.monitor.check;

/// What became of one evaluation of one service.
public enum Outcome {
    /// It has a state from this evaluation.
    JUDGED,
    /// Nothing to compare yet; it never had a state or keeps its former one.
    PENDING,
    /// Computed, yet not to be believed this time; the former state stays, what was computed is still carried.
    SUPPRESSED,
    /// Its machine did not answer; the former state stays.
    STALE
}
