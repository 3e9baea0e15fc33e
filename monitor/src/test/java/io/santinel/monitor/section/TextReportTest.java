package io.santinel.monitor.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.host.model.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextReportTest {
    private static final Path FIXTURES = Path.of("src/test/fixtures");

    @ParameterizedTest
    @ValueSource(strings = {"blog/bnx2i_t0.txt", "blog/bnx2i_t1.txt", "blog/qla4xxx_t0.txt", "blog/qla4xxx_t1.txt"})
    void gives_back_the_published_samples_after_reading_them(String sample) throws IOException {
        String text = Files.readString(FIXTURES.resolve(sample));
        Report report = TextReport.parse(text);

        assertThat(report.problems()).isEmpty();
        assertThat(TextReport.render(report, Headers.HYPHEN).stripTrailing()).isEqualTo(text.stripTrailing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"01_bnx2i_same_portal", "02_two_targets", "05_qla4xxx", "08_ipv6", "10_old_no_suffix"})
    void gives_back_what_the_original_plugin_printed(String name) throws IOException {
        String text = Files.readString(FIXTURES.resolve("quirks").resolve(name).resolve("original-plugin.out"));
        Report report = TextReport.parse(text);

        assertThat(report.problems()).isEmpty();
        assertThat(TextReport.render(report, Headers.HYPHEN)).isEqualTo(text);
        Report again = TextReport.parse(TextReport.render(report, Headers.UNDERSCORE));
        assertThat(TextReport.render(again, Headers.HYPHEN)).isEqualTo(text);
    }

    @Test
    void skips_other_sections_and_piggybacked_machines_and_takes_headers_with_options() {
        Report report = TextReport.parse("""
                <<<check_mk>>>
                Version: 2.3.0
                <<<open_iscsi_sessions:cached(1700000000,60):sep(124)>>>
                tcp|10.0.0.1:3260,1|iqn.x:a|default|none|[default]|LOGGED_IN|LOGGED_IN|NO_CHANGE
                <<<<other>>>>
                <<<open_iscsi_sessions>>>
                tcp 10.0.0.9:3260,1 iqn.x:other default none [default] LOGGED_IN LOGGED_IN NO_CHANGE
                <<<<>>>>
                <<<df>>>
                /dev/sda 1 2 3
                <<<open-iscsi_sessions>>>
                tcp 10.0.0.2:3260,1 iqn.x:b default none [default] LOGGED_IN LOGGED_IN NO_CHANGE
                <<<>>>
                """);

        assertThat(report.problems()).isEmpty();
        assertThat(report.sessions()).extracting(Session::target).containsExactly("iqn.x:a", "iqn.x:b");
    }

    @Test
    void a_bad_line_costs_only_its_own_session_or_counter() {
        Report report = TextReport.parse("""
                <<<open_iscsi_sessions>>>
                tcp nowhere:port,1 iqn.x:a default none [default] LOGGED_IN LOGGED_IN NO_CHANGE
                tcp 10.0.0.2:3260,1 iqn.x:b default none [default] LOGGED_IN LOGGED_IN NO_CHANGE
                <<<open_iscsi_session_stats>>>
                stray: 1
                [session stats <empty> iqn.x:b 10.0.0.2:3260,1 default 4]
                txdata_octets: 1
                rxdata_octets: many
                iSCSI Extended:
                eh_abort_cnt: 3
                [session stats <empty> iqn.x:c 10.0.0.2:3260,1 default 5]
                txdata_octets: 1
                """);

        assertThat(report.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.counters()).containsOnlyKeys("txdata_octets", "eh_abort_cnt"))
                .satisfies(session -> assertThat(session.sid()).contains(4));
        assertThat(report.problems())
                .containsExactly(
                        "open_iscsi_sessions, line 2, portal: portal \"nowhere:port\": the port is not a number",
                        "open_iscsi_session_stats, line 5, counter: no readable header stands above it",
                        "open_iscsi_session_stats, line 8, rxdata_octets: want a number, there is \"many\"",
                        "open_iscsi_session_stats, line 11, header: no row of iqn.x:c through 10.0.0.2:3260,1");
    }

    @Test
    void does_not_guess_whose_counters_they_are() {
        String rows = """
                <<<open-iscsi_sessions>>>
                tcp 10.0.0.1:3260,1 iqn.x:a default none [default] LOGGED_IN LOGGED_IN NO_CHANGE
                tcp 10.0.0.2:3260,1 iqn.x:a default none [default] LOGGED_IN LOGGED_IN NO_CHANGE
                <<<open-iscsi_session_stats>>>
                """;
        String block = "[session stats default iqn.x:a]\ntxdata_octets: 1\n";

        Report one = TextReport.parse(rows + block);
        assertThat(one.sessions()).allMatch(session -> session.counters().isEmpty());
        assertThat(one.problems())
                .containsExactly("open_iscsi_session_stats, line 5, header: 1 block(s) for 2 session(s) of iqn.x:a:"
                        + " nothing tells whose they are");
        assertThat(TextReport.parse(rows + block + block).sessions())
                .noneMatch(session -> session.counters().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|no section header: the output is empty",
                "hello|no section header such as",
                "<<<df>>>|none of the 1 sections is open_iscsi_*",
            })
    void says_why_a_text_is_no_report(String text, String message) {
        assertThatThrownBy(() -> TextReport.parse(text))
                .isInstanceOf(MalformedReport.class)
                .hasMessageContaining(message);
    }
}
