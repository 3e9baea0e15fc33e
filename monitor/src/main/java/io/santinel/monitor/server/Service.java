package io.santinel.monitor.server;

import io.santinel.monitor.check.Metric;
import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One service as inventory, API and page know it.
///
/// @param id stable and fit for a URL, made of machine, check and fixed-mode item
/// @param state the last judged state, absent before the first
/// @param since when `state` began (or when the service was found, before the first judgement)
/// @param outcomeSince when `outcome` began: a stale service says since when
/// @param at when it was last evaluated
public record Service(
        String id,
        String machine,
        String check,
        String item,
        String service,
        Outcome outcome,
        Optional<State> state,
        Instant since,
        Instant outcomeSince,
        Instant at,
        String summary,
        List<Metric> metrics) {}
