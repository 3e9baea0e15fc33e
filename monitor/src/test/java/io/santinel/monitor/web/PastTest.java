package io.santinel.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.monitor.server.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is drawn behind a session's curves, after real judgements: in trouble from 22 s, judged down from 30 s, up at
/// 60 s.
class PastTest {
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
    private static final Duration POLL = Duration.ofSeconds(10);

    private LivingFleet living;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        living = new LivingFleet(directory, NOW);
        living.live(NOW, at(20), POLL);
        living.apply("p2", new Fault.Action.Close());
        living.poll(at(22));
        living.live(at(30), at(50), POLL);
        living.apply("p2", new Fault.Action.Open());
        living.live(at(60), at(90), POLL);
    }

    @AfterEach
    void stop() throws Exception {
        living.close();
    }

    private static Instant at(long seconds) {
        return NOW.plusSeconds(seconds);
    }

    private Past past(String id, long from, long to, long now) throws IOException {
        Snapshot snapshot = Snapshot.of(living.fleet(), Optional.empty(), at(now));
        return Past.of(
                living.fleet(), living.fleet().service(id).orElseThrow(), snapshot, new Query.Range(at(from), at(to)));
    }

    private String statistics() {
        return living.statistics("backup-01", "san-b", LivingFleet.SECOND, "daily");
    }

    @Test
    void statistics_show_the_changes_of_their_sessions_status_and_the_time_down() throws IOException {
        Past past = past(statistics(), 0, 100, 100);
        assertThat(past.events())
                .containsExactly(
                        new Past.Event(at(22), Mark.WARN),
                        new Past.Event(at(30), Mark.CRIT),
                        new Past.Event(at(60), Mark.OK));
        assertThat(past.downs()).containsExactly(new Past.Band(at(22), at(60)));
        assertThat(past.silent()).isEmpty();
        String status = living.status("backup-01", "san-b", LivingFleet.SECOND, "daily");
        assertThat(past(status, 0, 100, 100)).isEqualTo(past);
    }

    @Test
    void a_range_inside_the_time_down_is_down_throughout() throws IOException {
        assertThat(past(statistics(), 45, 55, 100).downs()).containsExactly(new Past.Band(at(45), at(55)));
        assertThat(past(statistics(), 45, 55, 100).events()).isEmpty();
        assertThat(past(statistics(), 70, 80, 100).downs()).isEmpty();
        assertThat(past(statistics(), 20, 45, 100).downs()).containsExactly(new Past.Band(at(22), at(45)));
    }

    @Test
    void what_is_down_now_is_down_to_the_end() throws IOException {
        living.apply("p2", new Fault.Action.Close());
        living.poll(at(100));
        assertThat(past(statistics(), 70, 110, 110).downs()).containsExactly(new Past.Band(at(100), at(110)));
        assertThat(past(statistics(), 105, 110, 110).downs()).containsExactly(new Past.Band(at(105), at(110)));
    }

    @Test
    void a_stale_service_says_when_its_last_report_was() throws IOException {
        living.silent("backup-01", at(100), "no answer within 5 s");
        Past past = past(statistics(), 0, 110, 110);
        assertThat(past.silent()).contains(at(90));
        assertThat(past.silentText()).isEqualTo(at(90).getEpochSecond() + ".000");
    }

    @Test
    void a_host_has_no_session_that_could_be_down() throws IOException {
        assertThat(past(living.host(), 0, 100, 100).downs()).isEqualTo(List.of());
    }
}
