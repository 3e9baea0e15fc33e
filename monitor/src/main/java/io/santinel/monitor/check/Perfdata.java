package io.santinel.monitor.check;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Metrics in the form that Nagios reads: `name=value;warn;crit;min;max`, one blank between.
public final class Perfdata {
    private Perfdata() {}

    /// All metrics in their order; minimum and maximum stay empty.
    public static String of(List<Metric> metrics) {
        return metrics.stream().map(Perfdata::one).collect(Collectors.joining(" "));
    }

    private static String one(Metric metric) {
        return metric.name() + "=" + Numerals.perfdata(metric.value()) + ";" + level(metric.warn()) + ";"
                + level(metric.crit()) + ";;";
    }

    private static String level(OptionalDouble level) {
        return level.isPresent() ? Numerals.perfdata(level.getAsDouble()) : "";
    }
}
