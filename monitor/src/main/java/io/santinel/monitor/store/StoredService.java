package io.santinel.monitor.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One service as it is kept over a restart. States and outcomes are words of the check, numbers as in the API.
///
/// @param state 0–3, absent before the first judgement
/// @param troubleSince when its session left the healthy states, absent while healthy: the grace goes on after a
/// restart
public record StoredService(
        String id,
        String machine,
        String check,
        String item,
        String service,
        String outcome,
        Optional<Integer> state,
        Instant since,
        Instant outcomeSince,
        Instant at,
        String summary,
        Map<String, Double> metrics,
        Optional<Instant> troubleSince) {}
