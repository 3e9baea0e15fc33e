package io.santinel.monitor.check;

import java.util.Locale;

/// What became of one evaluation of one service.
public enum Outcome {
    /// It has a state from this evaluation.
    JUDGED,
    /// Nothing to compare yet; it never had a state or keeps its former one.
    PENDING,
    /// Computed, yet not to be believed this time; the former state stays, what was computed is still carried.
    SUPPRESSED,
    /// Its machine did not answer; the former state stays.
    STALE;

    /// As in the API, the stores and alarms: `judged`, `pending`, `suppressed`, `stale`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The outcome with this word.
    ///
    /// @throws IllegalArgumentException when there is none
    public static Outcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
