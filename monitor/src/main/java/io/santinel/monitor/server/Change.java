package io.santinel.monitor.server;

import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.State;
import java.time.Instant;
import java.util.Optional;

/// One change of a service's state or outcome: a row of the history, an event of the stream, an alarm.
///
/// @param number grows by one with each change; the stream resumes after it
/// @param from the judged state before, absent at the first
/// @param to the judged state after
public record Change(
        long number,
        Instant at,
        String serviceId,
        String machine,
        String check,
        String item,
        String service,
        Optional<State> from,
        Optional<State> to,
        Outcome outcome,
        String summary) {}
