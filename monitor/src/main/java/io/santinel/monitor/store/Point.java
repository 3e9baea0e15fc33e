package io.santinel.monitor.store;

import java.time.Instant;
import java.util.Map;

/// The numbers of one service at one instant.
public record Point(String serviceId, Instant at, Map<String, Double> values) {}
