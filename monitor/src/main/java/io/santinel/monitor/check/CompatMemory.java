package io.santinel.monitor.check;

import java.math.BigInteger;
import java.util.Map;

/// The counter store of the Check_MK 1.2.8 engine: one reading a counter, under the original's key.
public record CompatMemory(Map<String, Reading> readings) {
    public static final CompatMemory EMPTY = new CompatMemory(Map.of());

    /// One reading.
    ///
    /// @param time in seconds
    /// @param value of any size, as Python has it
    public record Reading(double time, BigInteger value) {}

    public CompatMemory {
        readings = Map.copyOf(readings);
    }
}
