package io.santinel.monitor.server;

import java.time.Instant;
import java.util.Optional;

/// One monitored computer.
///
/// @param source where its reports come from, in words a person knows: `in-process initiator`, `file: …`, `exec: …`
/// @param replayed its reports are published samples, not a live system: marked wherever it shows
/// @param lastReport when it last answered
/// @param failure why it does not answer now, with `failingSince`; absent while it answers
public record Machine(
        String name,
        String source,
        boolean replayed,
        Optional<Instant> lastReport,
        Optional<String> failure,
        Optional<Instant> failingSince) {}
