package io.santinel.monitor.check;

import java.util.OptionalDouble;

/// Rates per second at or above which a counter warns or alarms; 0 switches one of them off, separately.
public record Level(double warn, double crit) {
    public static final Level OFF = new Level(0, 0);

    /// The judgement of a rate.
    public State of(double rate) {
        if (crit > 0 && rate >= crit) {
            return State.CRIT;
        }
        return warn > 0 && rate >= warn ? State.WARN : State.OK;
    }

    OptionalDouble warning() {
        return warn > 0 ? OptionalDouble.of(warn) : OptionalDouble.empty();
    }

    OptionalDouble critical() {
        return crit > 0 ? OptionalDouble.of(crit) : OptionalDouble.empty();
    }
}
