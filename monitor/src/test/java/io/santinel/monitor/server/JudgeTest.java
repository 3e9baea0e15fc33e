package io.santinel.monitor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.monitor.agent.BackendSource;
import io.santinel.monitor.agent.Source;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.Memory;
import io.santinel.monitor.section.Report;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void a_machine_that_invents_sessions_fills_its_share_and_no_more() throws IOException {
        String[] portals = IntStream.range(0, Judge.SERVICES)
                .mapToObj(i -> "10.0." + i / 250 + "." + i % 250 + ":3260")
                .toArray(String[]::new);
        Source source = new BackendSource("in-process", new HandBackend(portals));
        Watch watch = watch("db1", source);
        Judge.Verdict verdict = new Judge(List.of(), Memory.EMPTY).judge(report(source), AT, watch);
        assertThat(verdict.evaluation().results()).hasSize(Judge.SERVICES);
        assertThat(verdict.report().problems())
                .singleElement()
                .asString()
                .contains("has " + 2 * Judge.SERVICES + " services, " + Judge.SERVICES + " are watched");
    }

    @Test
    void a_watch_wants_a_name_fit_for_a_url_and_times_that_can_be() {
        Source source = new BackendSource("in-process", new HandBackend());
        for (String name : List.of("", "a b", "-a", "../a", "a".repeat(65))) {
            assertThatThrownBy(() -> watch(name, source)).hasMessageContaining("machine name");
        }
        assertThatThrownBy(() -> new Watch(
                        "db1", source, false, Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO, Levels.NONE))
                .hasMessageContaining("must be positive");
    }

    private static Watch watch(String name, Source source) {
        Duration second = Duration.ofSeconds(1);
        return new Watch(name, source, false, second, second, second, Levels.NONE);
    }

    private static Report report(Source source) throws IOException {
        try {
            return source.report(AT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
