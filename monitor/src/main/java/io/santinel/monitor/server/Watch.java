package io.santinel.monitor.server;

import io.santinel.monitor.agent.Source;
import io.santinel.monitor.check.Levels;
import java.time.Duration;

/// How one machine is watched.
///
/// @param name fit for [ServiceId#MACHINE]
/// @param replayed what the source says is a recording: marked wherever it shows
/// @param interval between the beginnings of two polls
/// @param timeout a source that did not answer by then is interrupted and the machine is stale
/// @param grace how long a session may be recovering before that is critical
public record Watch(
        String name,
        Source source,
        boolean replayed,
        Duration interval,
        Duration timeout,
        Duration grace,
        Levels levels) {
    public Watch {
        if (!ServiceId.MACHINE.matcher(name).matches()) {
            throw new IllegalArgumentException("machine name \"" + name
                    + "\": want 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or digit");
        }
        if (!interval.isPositive() || !timeout.isPositive() || grace.isNegative()) {
            throw new IllegalArgumentException(
                    "machine \"" + name + "\": interval and timeout must be positive, grace not negative");
        }
    }
}
