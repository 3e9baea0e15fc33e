package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.IscsiException;
import io.santinel.monitor.agent.ExecSource;
import io.santinel.monitor.agent.FileSource;
import io.santinel.monitor.check.CheckType;
import io.santinel.monitor.check.Level;
import io.santinel.monitor.server.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MonitorFileTest {
    private static final String GOOD = "machines: [{name: db1, source: 'file: a'}]\n";

    @TempDir
    private Path directory;

    @Test
    void the_example_is_read() throws IscsiException {
        MonitorConfiguration example = MonitorFile.read(Path.of("../examples/monitor.yaml"));
        assertThat(example.host()).isEqualTo("127.0.0.1");
        assertThat(example.port()).isEqualTo(8490);
        assertThat(example.watches()).extracting(Watch::name).containsExactly("db1", "backup.example", "lab");
        Watch db1 = example.watches().get(0);
        assertThat(db1.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(db1.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(db1.source())
                .isInstanceOfSatisfying(
                        ExecSource.class,
                        source -> assertThat(source.deadline()).isEqualTo(Duration.ofSeconds(20)));
        Watch backup = example.watches().get(1);
        assertThat(backup.source())
                .isEqualTo(
                        new FileSource(Path.of("/var/spool/santinel/backup.txt"), Optional.of(Duration.ofMinutes(5))));
        assertThat(backup.levels().of(CheckType.SESSION_STATS))
                .as("laid over, counter by counter")
                .containsEntry("digest_err", new Level(1, 10))
                .containsEntry("timeout_err", new Level(0.01, 0.1));
        assertThat(example.watches().get(2).replayed()).isTrue();
    }

    @Test
    void what_is_not_said_has_its_documented_default() throws IscsiException {
        MonitorConfiguration least = MonitorFile.parse("m.yaml", GOOD);
        Watch watch = least.watches().getFirst();
        assertThat(watch.interval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(watch.grace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(watch.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(watch.replayed()).isFalse();
        assertThat(least.notifyExec()).isEmpty();
        assertThat(least.passwordFile()).isEmpty();
        Watch quick =
                MonitorFile.parse("m.yaml", "interval: 2s\n" + GOOD).watches().getFirst();
        assertThat(quick.timeout()).as("not longer than the interval").isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void times_have_units() throws IscsiException {
        for (String[] pair : new String[][] {{"500ms", "PT0.5S"}, {"7", "PT7S"}, {"5m", "PT5M"}, {"1h", "PT1H"}}) {
            Watch watch = MonitorFile.parse("m.yaml", "interval: " + pair[0] + "\n" + GOOD)
                    .watches()
                    .getFirst();
            assertThat(watch.interval()).isEqualTo(Duration.parse(pair[1]));
        }
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("", "m.yaml: the file is empty: want at least machines:"),
                Arguments.of("port: 80\n", "m.yaml:1:1: machines: is missing"),
                Arguments.of("- a\n", "m.yaml:1:1: want keys with values (KEY: VALUE)"),
                Arguments.of("interval: 60s\nmachines: [\n", "m.yaml:3:1: not YAML: "),
                Arguments.of("a: b: c\n", "m.yaml:1:5: not YAML: "),
                Arguments.of("\tport: 1\n", "m.yaml:1:1: not YAML: "),
                Arguments.of(
                        GOOD + "intervall: 60s\n", "m.yaml:2:1: intervall: unknown key: want one of grace, host, "),
                Arguments.of(GOOD + "port: 1\nport: 2\n", "m.yaml:3:1: port: given twice: remove one"),
                Arguments.of(GOOD + "port: web\n", "m.yaml:2:7: port: want a number from 0 to 65535, not \"web\""),
                Arguments.of(GOOD + "port: 70000\n", "m.yaml:2:7: port: want a number from 0 to 65535, not 70000"),
                Arguments.of(GOOD + "port:\n", "m.yaml:2:6: port: want a text"),
                Arguments.of(GOOD + "interval: soon\n", "m.yaml:2:11: interval: want a time as 500ms, 60s, 5m or 1h"),
                Arguments.of(GOOD + "interval: 0s\n", "m.yaml:2:11: interval: want a time from 100ms to 1d, not 0s"),
                Arguments.of(GOOD + "grace: 2d\n", "m.yaml:2:8: grace: want a time from 0s to 1d, not 2d"),
                Arguments.of("machines: []\n", "m.yaml:1:11: machines: want 1 to 2000 machines, here are 0"),
                Arguments.of("machines: db1\n", "m.yaml:1:11: machines: want a list (lines that begin with -)"),
                Arguments.of("machines:\n  - db1\n", "m.yaml:2:5: machines[0]: want keys with values"),
                Arguments.of("machines:\n  - name: a\n", "m.yaml:2:5: machines[0]: source is missing"),
                Arguments.of("machines:\n  - source: 'file: a'\n", "m.yaml:2:5: machines[0]: name is missing"),
                Arguments.of(machine("name: a/b"), "m.yaml:2:11: machines[0].name: want 1 to 64 letters"),
                Arguments.of(machine("name: a\n    nmae: b"), "m.yaml:3:5: machines[0].nmae: unknown key"),
                Arguments.of(
                        machine("name: a\n    replayed: yes"),
                        "m.yaml:3:15: machines[0].replayed: want true or false, not \"yes\""),
                Arguments.of(
                        "machines:\n  - {name: a, source: a}\n",
                        "m.yaml:2:23: machines[0].source: want \"file: PATH\" or \"exec: COMMAND\", not \"a\""),
                Arguments.of(
                        "machines:\n  - {name: a, source: 'exec: a', max_age: 5m}\n",
                        "m.yaml:2:43: machines[0].max_age: only a file: source has an age"),
                Arguments.of(
                        "machines:\n  - {name: a, source: 'file: a'}\n  - {name: a, source: 'file: b'}\n",
                        "m.yaml:3:5: machines[1]: a second machine is named a: names must differ"),
                Arguments.of(levels("open_iscsi_sessions: {x: [1, 2]}"), "no check with levels has this name"),
                Arguments.of(
                        levels("open_iscsi_session_stats: {digest_er: [1, 2]}"),
                        "m.yaml:3:41: levels.open_iscsi_session_stats.digest_er: no counter of "),
                Arguments.of(levels("open_iscsi_session_stats: {digest_err: [1]}"), "want two numbers, [WARN, CRIT]"),
                Arguments.of(levels("open_iscsi_session_stats: {digest_err: [2, 1]}"), "exchange them"),
                Arguments.of(
                        levels("open-iscsi_host_stats: {mac_crc_error: [1, many]}"), "want a number, not \"many\""));
    }

    private static String machine(String keys) {
        return "machines:\n  - " + keys + "\n    source: 'file: a'\n";
    }

    private static String levels(String levels) {
        return GOOD + "levels:\n  " + levels + "\n";
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_file_is_refused_with_place_and_remedy(String text, String message) {
        assertThatThrownBy(() -> MonitorFile.parse("m.yaml", text))
                .isInstanceOf(IscsiException.class)
                .hasMessageStartingWith("m.yaml:")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_file_that_is_missing_or_much_too_large_is_named() throws Exception {
        Path missing = directory.resolve("none.yaml");
        assertThatThrownBy(() -> MonitorFile.read(missing)).hasMessageStartingWith(missing + ": no such file");
        Path large = Files.write(directory.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> MonitorFile.read(large)).hasMessageStartingWith(large + ": larger than 1 MiB");
    }
}
