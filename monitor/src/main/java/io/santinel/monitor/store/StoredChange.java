package io.santinel.monitor.store;

import java.time.Instant;
import java.util.Optional;

/// One row of the history.
///
/// @param notified the notifier was told
public record StoredChange(
        long number,
        Instant at,
        String serviceId,
        String machine,
        String check,
        String item,
        String service,
        Optional<Integer> from,
        Optional<Integer> to,
        String outcome,
        String summary,
        boolean notified) {}
