package io.santinel.monitor.agent;

import static io.santinel.monitor.check.CheckType.SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.santinel.host.model.Session;
import io.santinel.monitor.check.BothModes;
import io.santinel.monitor.check.CheckType;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.Result;
import io.santinel.monitor.check.State;
import io.santinel.monitor.section.Headers;
import io.santinel.monitor.section.JsonReport;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The mistakes of the original agent plugin by their ids: what it printed, judged as the original did, against
/// what we make of the same output of iscsiadm.
class AgentQuirksTest {
    private static final Path QUIRKS = Path.of("src/test/fixtures/quirks");

    @TempDir
    Path scratch = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01_bnx2i_same_portal",
                "02_two_targets",
                "05_qla4xxx",
                "08_ipv6",
                "10_old_no_suffix",
                "13_interleaved"
            })
    void where_the_original_made_no_mistake_the_text_is_the_same(String name) throws IOException {
        assertThat(legacy(name)).isEqualTo(original(name));
    }

    @Test
    void a1_a_target_behind_two_portals_is_two_sessions() throws IOException {
        String name = "03_two_portals";

        assertThat(status(BothModes.compat(Levels.NONE, original(name)))).hasSize(1);
        assertThat(rows(legacy(name)))
                .hasSize(2)
                .last()
                .isEqualTo(rows(original(name)).getFirst());
        assertThat(blocks(legacy(name)))
                .hasSize(2)
                .last()
                .isEqualTo(blocks(original(name)).getFirst());
        assertThat(status(BothModes.fixed(Levels.NONE, sections(name))))
                .extracting(Result::item)
                .containsExactly(
                        "default / 10.0.1.1:3260 / iqn.1992-08.com.netapp:sn.33615311:vs.3",
                        "default / 10.0.2.1:3260 / iqn.1992-08.com.netapp:sn.33615311:vs.3");
    }

    @Test
    void a1_on_a_real_machine_the_original_lost_three_of_twelve_sessions() throws IOException {
        Path topology = Path.of("src/test/fixtures/topology");
        Report report = IscsiadmOutput.read(topology).report();
        String ours = legacy(topology);
        String theirs = Files.readString(topology.resolve("original-plugin.out"));
        Report again = TextReport.parse(TextReport.render(report, Headers.UNDERSCORE));

        assertThat(rows(theirs)).hasSize(9);
        assertThat(rows(ours)).hasSize(12).containsAll(rows(theirs));
        assertThat(headers(ours)).hasSize(12).containsAll(headers(theirs));
        assertThat(again.problems()).isEmpty();
        assertThat(again.sessions())
                .extracting(Session::sid, Session::counters)
                .isEqualTo(report.sessions().stream()
                        .map(session -> tuple(session.sid(), session.counters()))
                        .toList());
    }

    @Test
    void a2_without_a_session_there_is_only_the_header() throws IOException {
        assertThat(original("04_none")).contains("        \n").contains("session_stats");
        assertThat(legacy("04_none")).isEqualTo("<<<open-iscsi_sessions>>>\n");
        assertThat(BothModes.compat(Levels.NONE, original("04_none"))).isEmpty();
        assertThat(BothModes.fixed(Levels.NONE, sections("04_none"))).isEmpty();
    }

    @Test
    void a3_each_session_has_its_own_flash_mark() throws IOException {
        assertThat(blocks(original("06_mixed_nonflash_then_flash"))).isEmpty();
        assertThat(blocks(legacy("06_mixed_nonflash_then_flash")))
                .singleElement()
                .asString()
                .contains("aa:aa");
        assertThat(blocks(original("07_mixed_flash_then_nonflash"))).hasSize(2);
        assertThat(blocks(legacy("07_mixed_flash_then_nonflash")))
                .singleElement()
                .asString()
                .contains("aa:aa");
        assertThat(statistics(BothModes.fixed(Levels.NONE, sections("06_mixed_nonflash_then_flash"))))
                .hasSize(1);
    }

    @Test
    void a4_an_empty_line_is_no_session() throws IOException {
        String name = "11_trailing_blank";
        copy(name);
        Path listing = scratch.resolve("session_P1.txt");
        Files.writeString(listing, Files.readString(listing).replace("\t\tSID:", "\n\n\t\tSID:"));

        assertThat(status(BothModes.compat(Levels.NONE, original(name)))).hasSize(2);
        assertThat(legacy(name)).isEqualTo(legacy("10_old_no_suffix"));
        assertThat(legacy(scratch)).isEqualTo(legacy(name));
    }

    @Test
    void a5_an_interface_name_with_blanks_stays_one_word() throws IOException {
        String name = "09_states";

        assertThat(status(BothModes.compat(Levels.NONE, original(name)))).hasSize(1);
        assertThat(rows(legacy(name))).hasSize(2).allMatch(row -> row.split(" ", -1).length == 9);
        assertThat(rows(legacy(name)).getFirst()).contains(" if_with_space ");
        assertThat(status(BothModes.fixed(Levels.NONE, sections(name)))).hasSize(2);
        assertThat(status(BothModes.fixed(Levels.NONE, original(name))))
                .extracting(Result::item)
                .isEqualTo(status(BothModes.fixed(Levels.NONE, sections(name))).stream()
                        .map(Result::item)
                        .toList());
    }

    @Test
    void a6_a_dead_iscsid_is_not_a_healthy_session() throws IOException {
        String name = "12_stderr_noise";
        Result compat = status(BothModes.compat(Levels.NONE, original(name))).getFirst();
        Result fixed = status(BothModes.fixed(Levels.NONE, sections(name))).getFirst();

        assertThat(compat.state()).contains(State.OK);
        assertThat(fixed.state()).contains(State.UNKNOWN);
        assertThat(fixed.summary()).contains("iscsid does not answer");
    }

    @Test
    void a7_failed_statistics_make_no_service_that_can_only_crash() throws IOException {
        String name = "09_states";

        assertThat(statistics(BothModes.compat(Levels.NONE, original(name))))
                .extracting(Result::summary)
                .containsOnly("check failed - please submit a crash report!");
        assertThat(blocks(legacy(name))).isEmpty();
        assertThat(statistics(BothModes.fixed(Levels.NONE, sections(name)))).isEmpty();
        assertThat(report(name).problems())
                .containsExactly(
                        "session 1 has no statistics: stats_1.txt is missing",
                        "session 2 has no statistics: stats_2.txt is missing");
    }

    @Test
    void a8_stray_lines_change_nothing_and_are_not_lost() throws IOException {
        copy("10_old_no_suffix");
        Path listing = scratch.resolve("session_P1.txt");
        Files.writeString(
                listing,
                Files.readString(listing)
                        .replace("\t\tIface Netdev", ": stray\niscsiadm: Could not load transport.\n\t\tIface Netdev"));
        Report report = IscsiadmOutput.read(scratch).report();

        assertThat(TextReport.render(report, Headers.HYPHEN)).isEqualTo(legacy("10_old_no_suffix"));
        assertThat(report.problems()).containsExactly("iscsiadm: Could not load transport.");
        assertThat(report("12_stderr_noise").problems())
                .contains("iscsiadm: Could not load transport.", "iscsiadm: warning: something");
    }

    @Test
    void a9_ipv6_comes_through() throws IOException {
        assertThat(legacy("08_ipv6")).isEqualTo(original("08_ipv6"));
        assertThat(BothModes.judge(sections("08_ipv6")).fixed(SESSIONS).item())
                .isEqualTo("default / [fd00::4]:3260 / iqn.1992-08.com.netapp:sn.33615311:vs.3");
    }

    @Test
    void a10_an_upgrade_of_open_iscsi_renames_nothing() throws IOException {
        copy("10_old_no_suffix");
        Path listing = scratch.resolve("session_P1.txt");
        Files.writeString(
                listing, Files.readString(listing).replace("<empty>", "default").replace("vol1", "vol1 (non-flash)"));
        String upgraded = original("10_old_no_suffix").replace("<empty>", "default");

        assertThat(statistics(BothModes.compat(Levels.NONE, upgraded))
                        .getFirst()
                        .item())
                .isNotEqualTo(statistics(BothModes.compat(Levels.NONE, original("10_old_no_suffix")))
                        .getFirst()
                        .item());
        assertThat(legacy(scratch)).isEqualTo(upgraded.replace(" none ", " default "));
        assertThat(TextReport.render(IscsiadmOutput.read(scratch).report(), Headers.UNDERSCORE))
                .isEqualTo(sections("10_old_no_suffix"));
        assertThat(BothModes.fixed(Levels.NONE, upgraded))
                .extracting(Result::item)
                .isEqualTo(BothModes.fixed(Levels.NONE, original("10_old_no_suffix")).stream()
                        .map(Result::item)
                        .toList());
    }

    @Test
    void a11_a_report_is_kept_and_printed_again_without_asking_the_tool() throws IOException {
        copy("02_two_targets");
        Report report = IscsiadmOutput.read(scratch).report();
        try (var files = Files.list(scratch)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        assertThat(TextReport.render(report, Headers.HYPHEN)).isEqualTo(original("02_two_targets"));
        assertThat(JsonReport.parse(JsonReport.render(report))).isEqualTo(report);
    }

    @Test
    void a12_a_backslash_stays_a_backslash() throws IOException {
        copy("10_old_no_suffix");
        Path listing = scratch.resolve("session_P1.txt");
        Files.writeString(listing, Files.readString(listing).replace("Iface Name: default", "Iface Name: a\\tb\\\\c"));
        String text = TextReport.render(IscsiadmOutput.read(scratch).report(), Headers.UNDERSCORE);

        assertThat(rows(text).getFirst()).contains(" a\\tb\\\\c ");
        assertThat(BothModes.judge(text).fixed(SESSIONS).item()).startsWith("a\\tb\\\\c / ");
    }

    private void copy(String name) throws IOException {
        try (var files = Files.list(QUIRKS.resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, scratch.resolve(file.getFileName()));
            }
        }
    }

    private static Report report(String name) throws IOException {
        return IscsiadmOutput.read(QUIRKS.resolve(name)).report();
    }

    private static String legacy(String name) throws IOException {
        return legacy(QUIRKS.resolve(name));
    }

    private static String legacy(Path directory) throws IOException {
        IscsiadmOutput.Answer answer = IscsiadmOutput.read(directory);
        return TextReport.render(answer.report(), Headers.HYPHEN, answer.absent());
    }

    private static String sections(String name) throws IOException {
        return TextReport.render(report(name), Headers.UNDERSCORE);
    }

    private static String original(String name) throws IOException {
        return Files.readString(QUIRKS.resolve(name).resolve("original-plugin.out"));
    }

    private static List<String> rows(String text) {
        return text.lines().skip(1).takeWhile(line -> !line.isBlank()).toList();
    }

    private static List<String> blocks(String text) {
        return List.of(text.split("(?=\\[session stats )")).stream()
                .filter(block -> block.startsWith("["))
                .map(String::strip)
                .toList();
    }

    private static List<String> headers(String text) {
        return text.lines().filter(line -> line.startsWith("[")).toList();
    }

    private static List<Result> status(List<Result> results) {
        return of(SESSIONS, results);
    }

    private static List<Result> statistics(List<Result> results) {
        return of(CheckType.SESSION_STATS, results);
    }

    private static List<Result> of(CheckType type, List<Result> results) {
        return results.stream()
                .filter(result -> CheckType.named(result.check()).orElseThrow() == type)
                .toList();
    }
}
