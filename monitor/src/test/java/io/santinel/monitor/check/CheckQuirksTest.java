package io.santinel.monitor.check;

import static io.santinel.monitor.check.CheckType.HOST_STATS;
import static io.santinel.monitor.check.CheckType.SESSIONS;
import static io.santinel.monitor.check.CheckType.SESSION_STATS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// The mistakes of the original checks by their ids: each input judged in both modes.
class CheckQuirksTest {
    private static final String CRASH = "check failed - please submit a crash report!";
    private static final String QUIET = Sample.session(Map.of());

    @Test
    void c1_an_error_rate_over_its_level_is_an_error_too() {
        BothModes both = BothModes.judge(
                Sample.levels(SESSION_STATS, "digest_err", 0, 1), QUIET, Sample.session(Map.of("digest_err", 120L)));

        assertThat(both.compat(SESSION_STATS).summary()).endsWith(", Error CRC: 2.0/s (!!), no protocol errors");
        assertThat(both.fixed(SESSION_STATS).summary())
                .contains("Error CRC: 2/s (!!)")
                .doesNotContain("no protocol errors");
        assertThat(both.fixed(SESSION_STATS).state()).contains(State.CRIT);
    }

    @Test
    void c2_a_byte_counter_over_its_level_is_named_once() {
        BothModes both = BothModes.judge(
                Sample.levels(SESSION_STATS, "rxdata_octets", 1000, 0),
                QUIET,
                Sample.session(Map.of("rxdata_octets", 122880L)));

        assertThat(both.compat(SESSION_STATS).summary())
                .startsWith("Session Stats: In: 2.00 kB/s, In: 2048.0/s (!), Out: ");
        assertThat(both.fixed(SESSION_STATS).summary())
                .startsWith("In: 2.00 kB/s (!) (at or above 1000.00 B/s), Out: ");
    }

    @Test
    void c3_no_comma_before_the_first_part_nor_a_missing_one_after_it() {
        BothModes both = BothModes.judge(
                Sample.levels(HOST_STATS, "mactx_frames", 1, 0),
                Sample.host(Map.of()),
                Sample.host(Map.of("mactx_frames", 300L)));

        assertThat(both.compat(HOST_STATS).summary())
                .startsWith("Host Stats: , MAC TX Frames: 5.0/s (!)MAC TX Bytes: 0.00 B/s, MAC RX Bytes");
        assertThat(both.fixed(HOST_STATS).summary())
                .startsWith("MAC TX Frames: 5/s (!) (at or above 1/s), MAC TX Bytes: 0.00 B/s, MAC RX Bytes");
    }

    @Test
    void c4_aborts_of_the_error_handler_count_and_can_alarm() {
        BothModes both = BothModes.judge(
                Sample.levels(SESSION_STATS, "eh_abort_cnt", 0, 0.05),
                Sample.session(Map.of("eh_abort_cnt", 3L)),
                Sample.session(Map.of("eh_abort_cnt", 6L)));

        assertThat(both.compat(SESSION_STATS).summary()).endsWith("no protocol errors");
        assertThat(both.compat(SESSION_STATS).state()).contains(State.OK);
        assertThat(both.fixed(SESSION_STATS).summary())
                .endsWith("Error Handler Aborts: 0.05/s (!!) (at or above 0.05/s)");
        assertThat(both.fixed(SESSION_STATS).state()).contains(State.CRIT);
    }

    @Test
    void c5_rejects_and_jabber_are_named_as_errors() {
        BothModes session = BothModes.judge(QUIET, Sample.session(Map.of("rjt_pdus", 60L)));
        BothModes host = BothModes.judge(Sample.host(Map.of()), Sample.host(Map.of("macrx_jabber", 60L)));

        assertThat(session.compat(SESSION_STATS).summary()).endsWith("no protocol errors");
        assertThat(session.fixed(SESSION_STATS).summary()).endsWith(", RX Reject: 1/s");
        assertThat(host.compat(HOST_STATS).summary()).endsWith("no protocol errors");
        assertThat(host.fixed(HOST_STATS).summary())
                .contains("MAC RX Jabber: 1/s")
                .doesNotContain("no protocol");
    }

    @Test
    void c6_a_rate_equal_to_its_level_says_at_or_above() {
        BothModes both = BothModes.judge(
                Sample.levels(SESSION_STATS, "scsicmd_pdus", 2, 0),
                QUIET,
                Sample.session(Map.of("scsicmd_pdus", 120L)));

        assertThat(both.compat(SESSION_STATS).summary()).contains("TX SCSI Command Request: 2.0/s (!)");
        assertThat(both.fixed(SESSION_STATS).summary()).contains("TX SCSI Command Request: 2/s (!) (at or above 2/s)");
        assertThat(both.fixed(SESSION_STATS).state()).contains(State.WARN);
    }

    @Test
    void c7_levels_take_effect_whichever_way_the_check_is_written() {
        for (String name : List.of("open-iscsi_session_stats", "open_iscsi_session_stats")) {
            Levels levels = LevelsFile.parse("{\"" + name + "\": {\"scsicmd_pdus\": [1, 0]}}");
            BothModes both = BothModes.judge(levels, QUIET, Sample.session(Map.of("scsicmd_pdus", 120L)));

            assertThat(both.compat(SESSION_STATS).state()).contains(State.WARN);
            assertThat(both.fixed(SESSION_STATS).state()).contains(State.WARN);
        }
    }

    @Test
    void c8_a_missing_counter_silences_only_itself() {
        String after = Sample.session(Map.of("rxdata_octets", 122880L)).replace("login_pdus: 0\n", "");
        BothModes both = BothModes.judge(QUIET, after);

        assertThat(both.compat(SESSION_STATS).summary()).isEqualTo(CRASH);
        assertThat(both.compat(SESSION_STATS).state()).contains(State.UNKNOWN);
        assertThat(both.fixed(SESSION_STATS).summary()).isEqualTo("In: 2.00 kB/s, Out: 0.00 B/s, no protocol errors");
        assertThat(both.fixed(SESSION_STATS).metrics()).hasSize(20);
    }

    @Test
    void c8_a_vanished_session_is_critical_and_its_statistics_have_no_data() {
        BothModes both = BothModes.judge(QUIET, Sample.SESSIONS);

        assertThat(both.compat(SESSIONS).summary())
                .isEqualTo("Session is missing. Check iSCSI logins or rerun inventory if target has been removed"
                        + " permanently");
        assertThat(both.compat(SESSION_STATS).summary()).isEqualTo(CRASH);
        assertThat(both.fixed(SESSIONS).summary()).startsWith("Session is missing from the report since ");
        assertThat(both.fixed(SESSIONS).state()).contains(State.CRIT);
        assertThat(both.fixed(SESSION_STATS).summary()).isEqualTo("No data: the session is missing from the report");
        assertThat(both.fixed(SESSION_STATS).state()).contains(State.UNKNOWN);
    }

    @Test
    void c9_irregular_names_stay_letter_by_letter() {
        BothModes both = BothModes.judge(Sample.host(Map.of()), Sample.host(Map.of()));

        for (Result result : List.of(both.compat(HOST_STATS), both.fixed(HOST_STATS))) {
            assertThat(result.metrics())
                    .extracting(Metric::name)
                    .contains("tcprx_byte", "tcprx_pure_ackr", "tcptx_bytes")
                    .hasSize(82);
        }
    }

    @Test
    void c10_each_portal_has_its_own_status_and_half_an_answer_is_not_enough() {
        String paths = Sample.SESSIONS
                + Sample.row("tcp", "10.0.1.1:3260,1", "default", Sample.HEALTHY)
                + Sample.row("tcp", "10.0.2.1:3260,2", "default", "FREE TRANSPORT_WAIT REOPEN");
        BothModes both = BothModes.judge(paths);
        BothModes half = BothModes.judge(Sample.SESSIONS + Sample.row("LOGGED_IN TRANSPORT_WAIT Unknown"));

        assertThat(both.compat()).extracting(Result::item).containsOnly("default / " + Sample.TARGET);
        assertThat(both.compat()).allMatch(result -> result.state().orElseThrow() == State.OK);
        assertThat(both.fixed())
                .extracting(Result::item, result -> result.state().orElseThrow())
                .containsExactly(
                        tuple("default / 10.0.1.1:3260 / " + Sample.TARGET, State.OK),
                        tuple("default / 10.0.2.1:3260 / " + Sample.TARGET, State.CRIT));
        assertThat(half.compat(SESSIONS).state()).contains(State.OK);
        assertThat(half.fixed(SESSIONS).state()).contains(State.UNKNOWN);
    }

    @Test
    void c11_a_software_session_of_which_iscsid_says_nothing_is_not_healthy() {
        BothModes software = BothModes.judge(Sample.SESSIONS + Sample.row("LOGGED_IN Unknown Unknown"));
        BothModes adapter = BothModes.judge(Sample.SESSIONS
                + Sample.row(
                        "qla4xxx", "10.0.3.4:3260,1", "qla4xxx.f8:ca:b8:7d:c1:7d.ipv4.0", "LOGGED_IN Unknown Unknown"));

        assertThat(software.compat(SESSIONS).state()).contains(State.OK);
        assertThat(software.fixed(SESSIONS).state()).contains(State.UNKNOWN);
        assertThat(software.fixed(SESSIONS).summary()).contains("iscsid does not answer");
        assertThat(adapter.compat(SESSIONS).state()).contains(State.OK);
        assertThat(adapter.fixed(SESSIONS).state()).contains(State.OK);
    }

    @Test
    void c12_metrics_carry_their_levels() {
        BothModes both = BothModes.judge(Sample.levels(SESSION_STATS, "rxdata_octets", 1e6, 2.5e6), QUIET, QUIET);

        assertThat(Perfdata.of(both.compat(SESSION_STATS).metrics())).startsWith("rxdata_octets=0;;;; ");
        assertThat(Perfdata.of(both.fixed(SESSION_STATS).metrics()))
                .startsWith("rxdata_octets=0;1000000;2500000;; txdata_octets=0;;;; ");
        assertThat(both.fixed(SESSION_STATS).metrics().getFirst().crit()).isEqualTo(OptionalDouble.of(2.5e6));
    }

    @Test
    void c13_two_software_sessions_to_one_target_keep_their_own_counters() {
        String rows = Sample.SESSIONS
                + Sample.row("tcp", "10.0.1.1:3260,1", "default", Sample.HEALTHY)
                + Sample.row("tcp", "10.0.2.1:3260,2", "default", Sample.HEALTHY)
                + Sample.SESSION_STATS;
        BothModes both = BothModes.judge(
                rows + Sample.block(Map.of("rxdata_octets", 1000L)) + Sample.block(Map.of("rxdata_octets", 5000L)),
                rows + Sample.block(Map.of("rxdata_octets", 1060L)) + Sample.block(Map.of("rxdata_octets", 5120L)));

        assertThat(both.compat())
                .filteredOn(result -> result.check().equals("open-iscsi_session_stats"))
                .singleElement()
                .satisfies(result -> assertThat(result.item()).isEqualTo("<empty> " + Sample.TARGET));
        assertThat(both.fixed())
                .filteredOn(result -> result.check().equals("open_iscsi_session_stats"))
                .extracting(result -> result.metrics().getFirst().value())
                .containsExactly(1.0, 2.0);
    }

    @Test
    void c14_no_summary_ends_in_a_full_stop() {
        BothModes healthy = BothModes.judge(Sample.SESSIONS + Sample.row(Sample.HEALTHY));
        BothModes failed = BothModes.judge(Sample.SESSIONS + Sample.row("FAILED TRANSPORT_WAIT REOPEN"));

        assertThat(healthy.compat(SESSIONS).summary()).isEqualTo("Session is in status LOGGED_IN/LOGGED_IN/NO_CHANGE.");
        assertThat(failed.compat(SESSIONS).summary())
                .isEqualTo("Session is in status FAILED/TRANSPORT_WAIT/REOPEN."
                        + " Expected status LOGGED_IN/LOGGED_IN/NO_CHANGE");
        assertThat(healthy.fixed(SESSIONS).summary()).doesNotEndWith(".");
        assertThat(failed.fixed(SESSIONS).summary()).doesNotEndWith(".");
    }

    @Test
    void c15_names_have_no_hyphen() {
        BothModes both = BothModes.judge(QUIET, QUIET);

        assertThat(both.compat()).extracting(Result::check).allMatch(check -> check.startsWith("open-iscsi_"));
        assertThat(both.fixed()).extracting(Result::check).allMatch(check -> check.matches("[A-Za-z0-9_]+"));
        assertThat(both.fixed())
                .extracting(Result::service)
                .containsExactly(
                        "iSCSI Session Status default / 10.0.3.4:3260 / " + Sample.TARGET,
                        "iSCSI Session Stats default / 10.0.3.4:3260 / " + Sample.TARGET);
    }
}
