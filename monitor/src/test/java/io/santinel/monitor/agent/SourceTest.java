package io.santinel.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.host.model.Host;
import io.santinel.monitor.section.JsonReport;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.server.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {
    private static final Path BLOG = Path.of("src/test/fixtures/blog");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void a_file_is_read_as_sections_or_as_json() throws Exception {
        Report report = new FileSource(BLOG.resolve("bnx2i_t0.txt"), Optional.empty()).report(NOW);
        assertThat(report.sessions()).hasSize(2);
        Path json = directory.resolve("report.json");
        Files.writeString(json, "\n " + JsonReport.render(report));
        assertThat(new FileSource(json, Optional.empty()).report(NOW)).isEqualTo(report);
    }

    @Test
    void a_file_that_is_missing_old_or_garbage_is_named() throws Exception {
        Path missing = directory.resolve("none.txt");
        assertThatThrownBy(() -> new FileSource(missing, Optional.empty()).report(NOW))
                .isInstanceOf(IOException.class)
                .hasMessage(missing + ": no such file");
        Path old = Files.copy(BLOG.resolve("bnx2i_t0.txt"), directory.resolve("old.txt"));
        Files.setLastModifiedTime(old, FileTime.from(NOW.minusSeconds(400)));
        assertThatThrownBy(() -> new FileSource(old, Optional.of(Duration.ofMinutes(5))).report(NOW))
                .hasMessage(old + ": not renewed for 400 s, allowed are 300 s");
        Path garbage = Files.writeString(directory.resolve("garbage"), "{\"not\": [a report");
        assertThatThrownBy(() -> new FileSource(garbage, Optional.empty()).report(NOW))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(garbage + ": ");
        assertThatThrownBy(() -> new FileSource(directory, Optional.empty()).report(NOW))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_command_prints_the_report_on_standard_output_alone() throws Exception {
        Path sample = BLOG.resolve("qla4xxx_t0.txt").toAbsolutePath();
        Report report = exec("cat '" + sample + "'; echo noise >&2").report(NOW);
        assertThat(report.hosts()).hasSize(2);
        assertThat(exec("x").words()).isEqualTo("exec: x");
    }

    @Test
    void a_command_that_fails_says_status_and_last_complaint() {
        assertThatThrownBy(() -> exec("echo one >&2; echo 'ssh: no route to host' >&2; exit 255")
                        .report(NOW))
                .isInstanceOf(IOException.class)
                .hasMessage("command ended with status 255: ssh: no route to host");
        assertThatThrownBy(() -> exec("true").report(NOW)).hasMessage("command printed nothing");
        assertThatThrownBy(() -> exec("no-such-command-here").report(NOW)).hasMessageContaining("status 127");
        assertThatThrownBy(() -> exec("kill -9 $$").report(NOW)).hasMessageContaining("status 137");
    }

    @Test
    void a_command_that_prints_without_end_is_killed() {
        assertThatThrownBy(() -> exec("yes").report(NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than " + ReportText.LIMIT + " octets");
    }

    @Test
    void a_command_that_does_not_end_is_killed_with_its_children() {
        assertThatThrownBy(() -> new ExecSource("sleep 2000; true", Duration.ofMillis(200)).report(NOW))
                .hasMessage("command did not end within 200 ms and was killed");
        Await.until("sleep 2000 is gone", () -> sleepers("sleep 2000").isEmpty());
    }

    @Test
    void a_grandchild_that_keeps_the_pipe_open_delays_nothing() throws Exception {
        Path sample = BLOG.resolve("bnx2i_t0.txt").toAbsolutePath();
        Path pid = directory.resolve("pid");
        Report report = exec("sleep 3000 & echo $! > '" + pid + "'; cat '" + sample + "'")
                .report(NOW);
        assertThat(report.sessions()).hasSize(2);
        long sleeper = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(sleeper).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void an_interrupt_ends_a_command() throws Exception {
        FutureTask<Report> task = new FutureTask<>(() -> exec("sleep 4000").report(NOW));
        Thread thread = Thread.ofVirtual().start(task);
        awaitSleeper("sleep 4000");
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        assertThatThrownBy(task::get).hasCauseInstanceOf(InterruptedException.class);
        Await.until("sleep 4000 is gone", () -> sleepers("sleep 4000").isEmpty());
    }

    @Test
    void a_replay_passes_through_its_samples_and_never_runs_backwards() throws Exception {
        ReplaySource replay = replay();
        Report first = replay.report(NOW);
        Report last = replay.report(NOW.plusSeconds(60));
        assertThat(first).isEqualTo(sample("qla4xxx_t0.txt"));
        assertThat(counters(last)).isEqualTo(counters(sample("qla4xxx_t1.txt")));

        Map<String, Long> before = counters(first);
        for (int millis = 700; millis <= 300_000; millis += 700) {
            Map<String, Long> now = counters(replay.report(NOW.plusMillis(millis)));
            Map<String, Long> earlier = before;
            assertThat(now).allSatisfy((name, value) -> assertThat(value).isGreaterThanOrEqualTo(value(earlier, name)));
            before = now;
        }
    }

    @Test
    void a_replay_grows_each_round_by_the_recorded_growth_and_depends_on_time_alone() throws Exception {
        Map<String, Long> zero = counters(sample("qla4xxx_t0.txt"));
        Map<String, Long> one = counters(sample("qla4xxx_t1.txt"));
        Map<String, Long> hundred = counters(replay().report(NOW.plusSeconds(6_000)));
        assertThat(hundred)
                .allSatisfy((name, value) ->
                        assertThat(value).isEqualTo(value(zero, name) + 100 * (value(one, name) - value(zero, name))));
        assertThat(replay().report(NOW.plusSeconds(4_711))).isEqualTo(replay().report(NOW.plusSeconds(4_711)));
        assertThat(counters(replay().report(NOW.minusSeconds(5))))
                .as("before its start")
                .isEqualTo(zero);
    }

    @Test
    void a_replay_wants_samples_of_one_machine_in_order() throws Exception {
        ReplaySource.Sample sample = new ReplaySource.Sample(Duration.ZERO, sample("qla4xxx_t0.txt"));
        ReplaySource.Sample other = new ReplaySource.Sample(Duration.ofSeconds(1), sample("bnx2i_t0.txt"));
        assertThatThrownBy(() -> new ReplaySource("r", List.of(sample), NOW)).hasMessageContaining("two samples");
        assertThatThrownBy(() -> new ReplaySource("r", List.of(sample, sample), NOW))
                .hasMessageContaining("offset");
        assertThatThrownBy(() -> new ReplaySource("r", List.of(sample, other), NOW))
                .hasMessageContaining("other");
    }

    private static ExecSource exec(String command) {
        return new ExecSource(command, DEADLINE);
    }

    private static ReplaySource replay() throws IOException {
        SequencedMap<Duration, String> texts = new LinkedHashMap<>();
        texts.put(Duration.ZERO, Files.readString(BLOG.resolve("qla4xxx_t0.txt")));
        texts.put(Duration.ofSeconds(60), Files.readString(BLOG.resolve("qla4xxx_t1.txt")));
        return ReplaySource.of("published samples", texts, NOW);
    }

    private static Report sample(String name) throws IOException {
        return new FileSource(BLOG.resolve(name), Optional.empty()).report(NOW);
    }

    private static long value(Map<String, Long> counters, String name) {
        return Objects.requireNonNull(counters.get(name), name);
    }

    private static Map<String, Long> counters(Report report) {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Host host : report.hosts()) {
            host.counters().forEach((name, value) -> all.put(host.hwAddress().orElseThrow() + " " + name, value));
        }
        return all;
    }

    private static List<ProcessHandle> sleepers(String command) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(command))
                .toList();
    }

    private static void awaitSleeper(String command) {
        Await.until(command + " runs", () -> !sleepers(command).isEmpty());
    }
}
