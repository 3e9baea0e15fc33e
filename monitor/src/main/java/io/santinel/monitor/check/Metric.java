package io.santinel.monitor.check;

import java.util.OptionalDouble;

/// One number of a result: a rate per second, named as its counter, with the levels it was held against.
public record Metric(String name, double value, OptionalDouble warn, OptionalDouble crit) {}
