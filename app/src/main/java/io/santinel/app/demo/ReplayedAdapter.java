package io.santinel.app.demo;

import io.santinel.monitor.agent.ReplaySource;
import io.santinel.monitor.agent.Source;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The machine with hardware adapters that a demo cannot have: the published samples of a QLogic adapter, replayed and
/// marked as such wherever they show.
public final class ReplayedAdapter {
    public static final String NAME = "hba-01";

    /// Any fixed instant will do: counters are a function of the time since.
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private ReplayedAdapter() {}

    public static Source source() throws IOException {
        SequencedMap<Duration, String> samples = new LinkedHashMap<>();
        samples.put(Duration.ZERO, resource("qla4xxx_t0.txt"));
        samples.put(Duration.ofSeconds(60), resource("qla4xxx_t1.txt"));
        return ReplaySource.of("replayed: published samples of a QLogic adapter", samples, START);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReplayedAdapter.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is missing in the program's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
