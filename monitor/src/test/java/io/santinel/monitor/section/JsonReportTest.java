package io.santinel.monitor.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.host.model.Host;
import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonReportTest {
    private static final Session SESSION = new Session(
            Optional.of(7),
            "tcp",
            Optional.of(false),
            "iqn.2026-01.io.example:disk",
            "[fd00::4]:3260,1",
            "10.0.0.1:3260,1",
            new Iface(
                    "if with space",
                    Optional.of("iqn.2026-01.io.example:host"),
                    Optional.of("fd00::52"),
                    Optional.of("f8:ca:b8:7d:bf:2d"),
                    Optional.of("eth2")),
            "FAILED",
            Optional.of("TRANSPORT WAIT"),
            Optional.of("REOPEN"),
            Optional.of(Instant.parse("2026-01-31T23:59:59.5Z")),
            Optional.of("connection reset by peer"),
            Map.of("rxdata_octets", -1L));
    private static final Host HOST = new Host(
            Optional.of(5),
            "qla4xxx",
            Optional.empty(),
            Optional.of("f8:ca:b8:7d:c1:7d"),
            Optional.empty(),
            Optional.empty(),
            Map.of("mactx_frames", 1L));
    private static final Report REPORT = new Report(List.of(SESSION), List.of(HOST), List.of("a problem"));

    @Test
    void loses_nothing() {
        assertThat(JsonReport.parse(JsonReport.render(REPORT))).isEqualTo(REPORT);
        assertThat(JsonReport.render(REPORT)).contains("\"rxdata_octets\":18446744073709551615");
    }

    @Test
    void ignores_fields_that_it_does_not_know() {
        String text = JsonReport.render(REPORT).replace("\"transport\"", "\"later\":[{}],\"transport\"");

        assertThat(JsonReport.parse(text)).isEqualTo(REPORT);
    }

    @Test
    void a_bad_session_costs_only_itself() {
        String text = JsonReport.render(new Report(List.of(SESSION, SESSION), List.of(), List.of()))
                .replaceFirst("\"state\":\"FAILED\"", "\"state\":7");
        Report report = JsonReport.parse(text);

        assertThat(report.sessions()).containsExactly(SESSION);
        assertThat(report.problems()).containsExactly("sessions[0].state: want a text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|want one JSON object",
                "[]|want one JSON object",
                "{|line 1: no JSON",
                "{\"format\":\"other\"}|format: want \"santinel-report\"",
                "{\"format\":\"santinel-report\",\"version\":2}|version: 2 is not known",
                "{\"format\":\"santinel-report\"}|version: missing",
                "{\"format\":\"santinel-report\",\"version\":1,\"sessions\":7}|sessions: want a list",
            })
    void refuses_what_is_no_report(String text, String message) {
        assertThatThrownBy(() -> JsonReport.parse(text == null ? "" : text))
                .isInstanceOf(MalformedReport.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"sid\":7|\"sid\":-7|sessions[0].sid: want a whole number from 0",
                "\"target\":\"iqn.2026-01.io.example:disk\",||sessions[0].target: missing",
                "\"iface\":{|\"iface\":7,\"x\":{|sessions[0].iface: want an object",
                "2026-01-31T23:59:59.500Z|yesterday|sessions[0].since: want an instant",
                "18446744073709551615|18446744073709551616|sessions[0].counters.rxdata_octets: want a whole number",
                "18446744073709551615|1.5|sessions[0].counters.rxdata_octets: want a whole number",
                "if with space|if\\u0007|sessions[0].iface.name: want at most 4096 characters",
                "\"flash\":false|\"flash\":0|sessions[0].flash: want true or false",
            })
    void names_the_field_that_is_wrong(String good, String bad, String problem) {
        String text = JsonReport.render(REPORT);
        Report report = JsonReport.parse(text.replace(good, bad == null ? "" : bad));

        assertThat(text).contains(good);
        assertThat(report.sessions()).isEmpty();
        assertThat(report.problems().getFirst()).startsWith(problem);
    }
}
