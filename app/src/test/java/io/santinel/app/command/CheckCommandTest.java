package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckCommandTest {
    private static final String HEALTHY = """
            <<<open_iscsi_sessions>>>
            tcp 10.0.0.1:3260,1 iqn.2026-01.io.example:disk default none [default] LOGGED_IN LOGGED_IN NO_CHANGE

            <<<open_iscsi_session_stats>>>
            [session stats <empty> iqn.2026-01.io.example:disk 10.0.0.1:3260,1 default 1]
            txdata_octets: 0
            rxdata_octets: 1000
            """;

    @TempDir
    Path directory = Path.of("");

    @Test
    void prints_the_last_results_as_json() throws IOException {
        String first = "1000=" + write("t0", HEALTHY);
        String second = "1010.5=" + write("t1", HEALTHY.replace("rxdata_octets: 1000", "rxdata_octets: 22504"));
        Shell shell = Shell.run(new CheckCommand(), "--json", first, second);
        List<JsonNode> results =
                shell.out().lines().map(JsonMapper.shared()::readTree).toList();

        assertThat(shell.status()).isZero();
        assertThat(shell.err()).isEmpty();
        assertThat(results).hasSize(2);
        assertThat(results.getLast().propertyNames())
                .containsExactly(
                        "check", "item", "service", "outcome", "state", "submitted", "summary", "perfdata", "metrics");
        assertThat(results.getLast().get("check").stringValue()).isEqualTo("open_iscsi_session_stats");
        assertThat(results.getLast().get("outcome").stringValue()).isEqualTo("judged");
        assertThat(results.getLast().get("state").intValue()).isZero();
        assertThat(results.getLast().get("metrics").get("rxdata_octets").doubleValue())
                .isEqualTo(2048);
        assertThat(results.getLast().get("perfdata").stringValue())
                .isEqualTo("rxdata_octets=2048;;;; txdata_octets=0;;;;");
    }

    @Test
    void a_pending_service_has_no_state_and_a_suppressed_one_keeps_its_last() throws IOException {
        String file = write("t0", HEALTHY);
        Shell pending = Shell.run(new CheckCommand(), "--json", "1=" + file);
        Shell suppressed = Shell.run(new CheckCommand(), "--json", "1=" + file, "2=" + file, "2=" + file);

        assertThat(pending.out()).contains("\"outcome\":\"pending\",\"state\":null,\"submitted\":false");
        assertThat(suppressed.out()).contains("\"outcome\":\"suppressed\",\"state\":0,\"submitted\":false");
    }

    @Test
    void exits_with_the_worst_state() throws IOException {
        String good = write("good", HEALTHY);
        String down = write("down", HEALTHY.replace("LOGGED_IN LOGGED_IN NO_CHANGE", "FAILED TRANSPORT_WAIT REOPEN"));
        String mute = write("mute", HEALTHY.replace("LOGGED_IN LOGGED_IN NO_CHANGE", "LOGGED_IN Unknown Unknown"));
        String none = write("none", "<<<open_iscsi_sessions>>>\n");

        assertThat(Shell.run(new CheckCommand(), "0=" + good).status()).isZero();
        assertThat(Shell.run(new CheckCommand(), "0=" + good, "60=" + down).status())
                .isEqualTo(1);
        assertThat(Shell.run(new CheckCommand(), "0=" + down, "60=" + down).status())
                .isEqualTo(2);
        assertThat(Shell.run(new CheckCommand(), "0=" + mute).status()).isEqualTo(3);
        assertThat(Shell.run(new CheckCommand(), "0=" + good, "60=" + none).status())
                .isEqualTo(2);
        assertThat(Shell.run(new CheckCommand(), "--mode", "compat", "0=" + good, "60=" + none)
                        .out())
                .contains("CRIT", "Session is missing.", "UNKNOWN", "check failed");
    }

    @Test
    void lays_levels_over_both_modes() throws IOException {
        String first = "0=" + write("t0", HEALTHY);
        String second = "1=" + write("t1", HEALTHY.replace("rxdata_octets: 1000", "rxdata_octets: 9000"));
        String levels = write("levels.json", "{\"open-iscsi_session_stats\": {\"rxdata_octets\": [0, 8000]}}");
        Shell fixed = Shell.run(new CheckCommand(), "--levels", levels, first, second);

        assertThat(fixed.status()).isEqualTo(2);
        assertThat(fixed.out()).contains("CRIT       iSCSI Session Stats default / 10.0.0.1:3260");
    }

    @Test
    void names_an_unknown_counter_in_the_levels() throws IOException {
        String levels = write("levels.json", "{\"open_iscsi_session_stats\": {\"bytes\": [1, 2]}}");
        Shell shell = Shell.run(new CheckCommand(), "--levels", levels, "0=" + write("t0", HEALTHY));

        assertThat(shell.status()).isEqualTo(3);
        assertThat(shell.err().lines())
                .singleElement()
                .asString()
                .endsWith("levels.json: open_iscsi_session_stats has no counter \"bytes\"");
    }

    @Test
    void reads_json_in_both_modes() throws IOException {
        write("session_P1.err", "iscsiadm: No active sessions.\n");
        String empty = write(
                "r.json",
                Shell.run(new AgentCommand(), "--once", "--format", "json", "--from-iscsiadm", directory.toString())
                        .out());

        assertThat(Shell.run(new CheckCommand(), "--mode", "compat", "0=" + empty)
                        .status())
                .isZero();
        Shell fixed = Shell.run(new CheckCommand(), "0=" + empty);
        assertThat(fixed.status()).isZero();
        assertThat(fixed.err()).contains("nothing to judge");
    }

    @Test
    void unusable_input_is_one_line_and_status_3() throws IOException {
        for (String file : List.of(
                directory.resolve("nothing").toString(),
                directory.toString(),
                write("empty", ""),
                write("garbage", "\0\1\2garbage"),
                write("broken.json", "{\"format\":"),
                write("rows", "<<<open_iscsi_sessions>>>\nhalf a row\n"))) {
            Shell shell = Shell.run(new CheckCommand(), "--json", "0=" + file);

            assertThat(shell.status()).as(file).isEqualTo(3);
            assertThat(shell.err().lines()).as(file).hasSize(1).allMatch(line -> line.contains(file));
            assertThat(shell.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "=file", "x=file", "-1=file", "1=", "1e20=file", "NaN=file", "0x1=file"})
    void wrong_arguments_are_refused_in_few_lines(String argument) {
        Shell shell = Shell.run(new CheckCommand(), argument);

        assertThat(shell.status()).isEqualTo(2);
        assertThat(shell.err().lines().count()).isLessThanOrEqualTo(3);
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }
}
