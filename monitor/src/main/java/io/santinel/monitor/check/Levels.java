package io.santinel.monitor.check;

import java.util.HashMap;
import java.util.Map;

/// The levels of each check's counters; what is not named is off.
public record Levels(Map<CheckType, Map<String, Level>> byCheck) {
    public static final Levels NONE = new Levels(Map.of());

    public Levels {
        Map<CheckType, Map<String, Level>> copy = new HashMap<>();
        byCheck.forEach((check, levels) -> copy.put(check, Map.copyOf(levels)));
        byCheck = Map.copyOf(copy);
    }

    /// One check's levels by name of the counter.
    public Map<String, Level> of(CheckType check) {
        return byCheck.getOrDefault(check, Map.of());
    }
}
