package io.santinel.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.monitor.server.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Causes behind services, found on real judgements.
class ProblemsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    private LivingFleet living;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        living = new LivingFleet(directory, NOW);
        living.live(NOW, NOW.plusSeconds(20), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() throws Exception {
        living.close();
    }

    private List<Problem> problems(Optional<LivingFleet> panel, Instant at) {
        return Problems.of(Snapshot.of(living.fleet(), panel.map(p -> p), at));
    }

    @Test
    void a_dead_portal_is_one_problem_with_its_sessions_in_it() {
        living.apply("p1", new Fault.Action.Close());
        living.live(NOW.plusSeconds(30), NOW.plusSeconds(40), Duration.ofSeconds(10));
        List<Problem> problems = problems(Optional.empty(), NOW.plusSeconds(41));
        Problem portal = problems.getFirst();
        assertThat(portal.sentence()).isEqualTo("Portal 127.0.1.1:3260 does not answer; every target has another path");
        assertThat(portal.services()).isEqualTo(3);
        assertThat(portal.mark()).isEqualTo(Mark.CRIT);
        assertThat(portal.evidence())
                .contains("3 sessions on 2 machines in REOPEN")
                .contains("connection refused");
        assertThat(portal.steps().getFirst().command()).isEqualTo("nc -vz 127.0.1.1 3260");
        assertThat(portal.hangs()).allMatch(hang -> hang.text().equals("1 of 2 paths, via 127.0.1.2:3260"));
    }

    @Test
    void a_lost_last_path_is_said_first() {
        living.apply("p2", new Fault.Action.Close());
        living.live(NOW.plusSeconds(30), NOW.plusSeconds(40), Duration.ofSeconds(10));
        Problem portal = problems(Optional.empty(), NOW.plusSeconds(41)).getFirst();
        assertThat(portal.lost()).isTrue();
        assertThat(portal.sentence()).endsWith("…:daily on backup-01 has no path left");
        assertThat(portal.hangs().getFirst().text()).isEqualTo("No path left");
    }

    @Test
    void a_portal_closed_in_the_demo_says_where_to_open_it() {
        living.apply("p1", new Fault.Action.Close());
        living.poll(NOW.plusSeconds(30));
        Problem portal = problems(Optional.of(living), NOW.plusSeconds(31)).getFirst();
        assertThat(portal.steps().getFirst().text()).contains("fault panel");
    }

    @Test
    void a_silent_machine_is_one_problem_and_less_urgent_than_a_judged_one() {
        living.apply("p1", new Fault.Action.Close());
        living.poll(NOW.plusSeconds(30));
        living.silent("backup-01", NOW.plusSeconds(40), "no answer within 5 s");
        List<Problem> problems = problems(Optional.empty(), NOW.plusSeconds(41));
        Problem silent = problems.getLast();
        assertThat(silent.sentence()).isEqualTo("backup-01 does not report: no answer within 5 s.");
        assertThat(silent.mark()).isEqualTo(Mark.STALE);
        assertThat(silent.services()).isEqualTo(2);
        assertThat(problems.getFirst().mark()).isNotEqualTo(Mark.STALE);
    }
}
