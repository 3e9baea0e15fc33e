package io.santinel.monitor.agent;

import io.santinel.host.backend.Backend;
import io.santinel.monitor.section.Report;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// Asks a backend in this process. A backend that cannot say its sessions or its hosts gives no report at all: half of
/// one would let the other half look vanished.
///
/// @param words as `in-process initiator`
public record BackendSource(String words, Backend backend) implements Source {
    @Override
    public Report report(Instant now) throws IOException {
        return new Report(backend.sessions(), backend.hosts(), List.of());
    }
}
