package io.santinel.monitor.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a graph draws: one row of numbers a metric, all on one grid of times.
///
/// @param step distance of the grid
/// @param tier which store it came from: `poll`, `1m`, `5m`, `30m`, `6h`
/// @param times beginning of each step; steps without a sample are not in the list, so a gap is a hole in it
/// @param metrics by name, each list as long as `times`; NaN where the metric has no sample in that step
public record Series(Duration step, String tier, List<Instant> times, Map<String, Values> metrics) {
    /// Minimum, maximum and mean of the samples of each step.
    public record Values(List<Double> min, List<Double> max, List<Double> mean) {}

    /// Numbers of one metric, if it has any in the range.
    public Optional<Values> metric(String name) {
        return Optional.ofNullable(metrics.get(name));
    }

    /// Whether a hole is to be drawn behind this step. One missing step is none: a poll that came a little early or
    /// late
    /// leaves it.
    ///
    /// @param step place in `times`
    public boolean gapAfter(int step) {
        return step + 1 < times.size()
                && Duration.between(times.get(step), times.get(step + 1))
                                .multipliedBy(2)
                                .compareTo(this.step.multipliedBy(5))
                        > 0;
    }
}
