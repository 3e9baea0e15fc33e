package io.santinel.monitor.check;

import static io.santinel.monitor.check.CheckType.HOST_STATS;
import static io.santinel.monitor.check.CheckType.SESSIONS;
import static io.santinel.monitor.check.CheckType.SESSION_STATS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import io.santinel.monitor.section.Headers;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.TextReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedChecksTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Test
    void a_reopening_session_warns_within_the_grace_and_is_critical_after_it() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of()));

        assertThat(watch.status(0, session(1, Sample.HEALTHY, Map.of()))).isEqualTo(State.OK);
        assertThat(watch.status(10, session(1, "FAILED TRANSPORT_WAIT REOPEN", Map.of())))
                .isEqualTo(State.WARN);
        assertThat(watch.summary())
                .isEqualTo("FAILED/TRANSPORT WAIT/REOPEN since 2026-01-01T00:00:10Z, portal 10.0.0.1:3260,1:"
                        + " reconnecting, critical after 30 s");
        assertThat(watch.status(39, session(1, "FAILED IN_LOGIN REOPEN", Map.of())))
                .isEqualTo(State.WARN);
        assertThat(watch.status(40, session(1, "FAILED TRANSPORT_WAIT REOPEN", Map.of())))
                .isEqualTo(State.CRIT);
        assertThat(watch.summary()).endsWith(": not reconnected within 30 s");
        assertThat(watch.status(50, session(1, Sample.HEALTHY, Map.of()))).isEqualTo(State.OK);
        assertThat(watch.memory.troubleSince()).isEmpty();
        assertThat(watch.status(60, session(1, "FAILED TRANSPORT_WAIT REOPEN", Map.of())))
                .isEqualTo(State.WARN);
    }

    @Test
    void the_grace_begins_when_the_report_says_it_did() {
        Session failed =
                with(session(1, "FAILED TRANSPORT_WAIT REOPEN", Map.of()), START.minusSeconds(31), "timed out");
        Watch watch = new Watch(failed);

        assertThat(watch.status(0, failed)).isEqualTo(State.CRIT);
        assertThat(watch.summary()).contains("since 2025-12-31T23:59:29Z").endsWith("; last error: timed out");
    }

    @Test
    void a_grace_goes_on_after_a_restart() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of()));
        watch.memory = Memory.resuming(Map.of(watch.services.getFirst().item(), START.minusSeconds(25)));

        assertThat(watch.status(0, session(1, "FAILED TRANSPORT_WAIT REOPEN", Map.of())))
                .isEqualTo(State.WARN);
        assertThat(watch.status(5, session(1, "FAILED TRANSPORT_WAIT REOPEN", Map.of())))
                .isEqualTo(State.CRIT);
    }

    @ParameterizedTest
    @CsvSource({
        "LOGGED_IN LOGGED_IN NO_CHANGE, OK",
        "LOGGED_IN LOGGED_IN REDIRECT, WARN",
        "LOGGED_IN LOGGED_IN CLEANUP, CRIT",
        "LOGGED_IN LOGOUT_REQUESTED NO_CHANGE, CRIT",
        "FAILED TRANSPORT_WAIT REOPEN, WARN",
        "FAILED FREE NO_CHANGE, CRIT",
        "FAILED Unknown Unknown, CRIT",
        "FREE TRANSPORT_WAIT REOPEN, CRIT",
        "Unknown LOGGED_IN NO_CHANGE, UNKNOWN",
        "LOGGED_IN Unknown Unknown, UNKNOWN",
        "LOGGED_IN LOGGED_IN Unknown, UNKNOWN",
        "SLEEPING LOGGED_IN NO_CHANGE, CRIT",
        "LOGGED_IN DOZING NO_CHANGE, CRIT",
        "FAILED TRANSPORT_WAIT DREAMING, CRIT",
    })
    void judges_every_kind_of_state(String states, State expected) {
        Watch watch = new Watch(session(1, states, Map.of()));

        assertThat(watch.status(0, session(1, states, Map.of()))).isEqualTo(expected);
        assertThat(watch.summary()).contains(states.substring(0, states.indexOf(' ')));
    }

    @Test
    void shows_a_word_that_no_table_knows() {
        Watch watch = new Watch(session(1, "LOGGED_IN DOZING NO_CHANGE", Map.of()));
        watch.status(0, session(1, "LOGGED_IN DOZING NO_CHANGE", Map.of()));

        assertThat(watch.summary()).endsWith("state word \"DOZING\" is not known");
    }

    @Test
    void names_both_portals_after_a_redirect_but_not_after_another_spelling() {
        Session plain = session(1, Sample.HEALTHY, Map.of());
        Watch watch = new Watch(plain);

        watch.status(0, at(plain, "10.0.0.9:3260,1", "10.0.0.1:3260,1"));
        assertThat(watch.summary())
                .isEqualTo("LOGGED_IN/LOGGED IN/NO CHANGE, portal 10.0.0.1:3260,1 redirected to 10.0.0.9:3260,1");

        Session v6 = at(plain, "[fd00:0009:0001:0000:0000:0000:0000:0010]:3260,1", "[fd00:9:1::10]:3260,1");
        Watch other = new Watch(v6);
        other.status(0, v6);
        assertThat(other.summary()).doesNotContain("redirected");
    }

    @Test
    void the_first_reading_is_pending_and_the_second_judged() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));

        assertThat(watch.statistics(0, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)))
                        .outcome())
                .isEqualTo(Outcome.PENDING);
        Result second = watch.statistics(10, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 20480L)));
        assertThat(second.outcome()).isEqualTo(Outcome.JUDGED);
        assertThat(second.summary()).isEqualTo("In: 2.00 kB/s");
    }

    @Test
    void a_narrow_counter_that_wrapped_goes_on() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("scsicmd_pdus", 0L)));
        watch.statistics(0, session(1, Sample.HEALTHY, Map.of("scsicmd_pdus", 0xffff_fff0L)));
        Result after = watch.statistics(4, session(1, Sample.HEALTHY, Map.of("scsicmd_pdus", 0x10L)));

        assertThat(after.metrics()).extracting(Metric::value).containsExactly(8.0);
    }

    @Test
    void a_narrow_counter_that_fell_with_the_octets_did_not_wrap() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("scsicmd_pdus", 0L)));
        Map<String, Long> before = Map.of("rxdata_octets", 9000L, "scsicmd_pdus", 0xffff_fff0L, "r2t_pdus", 1L);
        Map<String, Long> after = Map.of("rxdata_octets", 90L, "scsicmd_pdus", 0x10L, "r2t_pdus", 5L);
        watch.statistics(0, session(1, Sample.HEALTHY, before));
        Result result = watch.statistics(4, session(1, Sample.HEALTHY, after));

        assertThat(result.outcome()).isEqualTo(Outcome.JUDGED);
        assertThat(result.metrics()).extracting(Metric::name).containsExactly("r2t_pdus");
        assertThat(result.summary()).isEqualTo("began anew: rxdata_octets scsicmd_pdus");
    }

    @Test
    void a_reset_of_all_counters_is_suppressed_for_one_reading() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));
        watch.statistics(0, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 900L)));

        assertThat(watch.statistics(4, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 10L)))
                        .outcome())
                .isEqualTo(Outcome.SUPPRESSED);
        assertThat(watch.statistics(8, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 20L)))
                        .outcome())
                .isEqualTo(Outcome.JUDGED);
    }

    @Test
    void a_new_login_keeps_the_item_and_starts_its_rates_anew() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));
        watch.statistics(0, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 100L)));
        Result relogin = watch.statistics(4, session(2, Sample.HEALTHY, Map.of("rxdata_octets", 200L)));
        Result after = watch.statistics(8, session(2, Sample.HEALTHY, Map.of("rxdata_octets", 240L)));

        assertThat(relogin.outcome()).isEqualTo(Outcome.SUPPRESSED);
        assertThat(relogin.summary()).contains("SID 2");
        assertThat(after.metrics().getFirst().value()).isEqualTo(10);
        assertThat(watch.status(12, session(2, Sample.HEALTHY, Map.of()))).isEqualTo(State.OK);
    }

    @Test
    void statistics_of_a_session_that_is_down_stay_judged_and_say_so() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));
        watch.statistics(0, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));
        Result down = watch.statistics(4, session(1, "FAILED TRANSPORT_WAIT REOPEN", Map.of("rxdata_octets", 0L)));
        Result mute = watch.statistics(8, session(1, "FAILED TRANSPORT_WAIT REOPEN", Map.of()));
        Result back = watch.statistics(12, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 80L)));

        assertThat(down.state()).contains(State.OK);
        assertThat(down.summary()).isEqualTo("Session is down (FAILED/TRANSPORT WAIT/REOPEN); In: 0.00 B/s");
        assertThat(mute.outcome()).isEqualTo(Outcome.JUDGED);
        assertThat(mute.state()).contains(State.OK);
        assertThat(mute.summary()).startsWith("Session is down (");
        assertThat(back.metrics().getFirst().value()).isEqualTo(10);
    }

    @Test
    void a_healthy_session_without_counters_is_unknown() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));

        assertThat(watch.statistics(0, session(1, Sample.HEALTHY, Map.of())).state())
                .contains(State.UNKNOWN);
    }

    @Test
    void a_clock_that_goes_back_suppresses_one_reading() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));
        watch.statistics(10, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));

        assertThat(watch.statistics(5, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 5L)))
                        .outcome())
                .isEqualTo(Outcome.SUPPRESSED);
        assertThat(watch.statistics(6, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 6L)))
                        .metrics())
                .extracting(Metric::value)
                .containsExactly(1.0);
    }

    @Test
    void two_sessions_alike_are_numbered_and_keep_their_numbers() {
        Session first = session(4, Sample.HEALTHY, Map.of("rxdata_octets", 0L));
        Session second = session(15, Sample.HEALTHY, Map.of("rxdata_octets", 0L));
        Watch watch = new Watch(second, first);
        String item = watch.services.getFirst().item();

        assertThat(watch.services).extracting(Discovered::item).containsExactly(item, item + " #2", item, item + " #2");
        watch.evaluate(0, second, first);
        watch.evaluate(
                10,
                session(16, Sample.HEALTHY, Map.of("rxdata_octets", 7L)),
                session(15, Sample.HEALTHY, Map.of("rxdata_octets", 10L)));
        assertThat(watch.results.get(3).metrics().getFirst().value()).isEqualTo(1);
        assertThat(watch.results.get(2).outcome()).isEqualTo(Outcome.SUPPRESSED);

        watch.evaluate(20, session(15, Sample.HEALTHY, Map.of("rxdata_octets", 20L)));
        assertThat(watch.results.get(0).state()).contains(State.CRIT);
        assertThat(watch.results.get(1).state()).contains(State.OK);
    }

    @Test
    void a_level_of_zero_is_off_separately_and_warn_may_exceed_crit() {
        assertThat(new Level(10, 0).of(1e9)).isEqualTo(State.WARN);
        assertThat(new Level(0, 10).of(10)).isEqualTo(State.CRIT);
        assertThat(new Level(0, 10).of(9.99)).isEqualTo(State.OK);
        assertThat(new Level(20, 10).of(15)).isEqualTo(State.CRIT);
        assertThat(Level.OFF.of(1e18)).isEqualTo(State.OK);
    }

    @Test
    void a_counter_with_levels_that_is_not_reported_is_named() {
        Watch watch = new Watch(session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));
        watch.levels = Sample.levels(SESSION_STATS, "eh_abort_cnt", 1, 2);
        watch.statistics(0, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)));

        assertThat(watch.statistics(1, session(1, Sample.HEALTHY, Map.of("rxdata_octets", 0L)))
                        .summary())
                .endsWith("has levels but is not reported: eh_abort_cnt");
    }

    @Test
    void judges_hosts_and_says_when_one_is_missing() {
        List<Result> results =
                BothModes.fixed(Levels.NONE, Sample.host(Map.of()), Sample.host(Map.of("mactx_bytes", 122880L)));

        assertThat(BothModes.first(results, HOST_STATS).summary()).startsWith("MAC TX Bytes: 2.00 kB/s, ");
        assertThat(BothModes.first(BothModes.fixed(Levels.NONE, Sample.host(Map.of()), Sample.SESSIONS), HOST_STATS)
                        .summary())
                .isEqualTo("No data: the host is missing from the report");
    }

    @Test
    void a_missing_session_names_the_line_that_could_not_be_read() {
        String cut = Sample.SESSIONS + "tcp 10.0.3.4:3260,1 iqn.2001-05.com.equ\n";
        List<Result> results = BothModes.fixed(Levels.NONE, Sample.session(Map.of()), cut);

        assertThat(BothModes.first(results, SESSIONS).summary())
                .endsWith(
                        "; the report has unreadable lines: open_iscsi_sessions, line 2, row: want 9 words, there are 3");
    }

    /// Ten thousand sessions take well under a second when the report is indexed once, and minutes when each service
    /// looks through all sessions.
    @Test
    void work_grows_no_faster_than_the_number_of_sessions() {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < TextReport.MAX_SESSIONS; i++) {
            String portal = "10.1." + i / 250 + "." + i % 250 + ":3260,1";
            sessions.add(at(session(i, Sample.HEALTHY, Map.of("rxdata_octets", 1L)), portal, portal));
        }
        Report report = new Report(sessions, List.of(), List.of());

        assertTimeout(Duration.ofSeconds(20), () -> {
            Report again = TextReport.parse(TextReport.render(report, Headers.UNDERSCORE));
            List<Discovered> services = Discovery.discover(again);
            Evaluation first = FixedChecks.evaluate(services, again, START, Memory.EMPTY, Levels.NONE, GRACE);
            Evaluation second =
                    FixedChecks.evaluate(services, again, START.plusSeconds(2), first.next(), Levels.NONE, GRACE);
            assertThat(second.results()).hasSize(2 * sessions.size());
            assertThat(second.results()).allMatch(result -> result.outcome() == Outcome.JUDGED);
        });
    }

    /// Services of one report, judged again and again.
    private static final class Watch {
        private final List<Discovered> services;
        private Memory memory = Memory.EMPTY;
        private Levels levels = Levels.NONE;
        private List<Result> results = List.of();

        Watch(Session... sessions) {
            services = Discovery.discover(new Report(List.of(sessions), List.of(), List.of()));
        }

        void evaluate(int second, Session... sessions) {
            Report report = new Report(List.of(sessions), List.of(), List.of());
            Evaluation evaluation =
                    FixedChecks.evaluate(services, report, START.plusSeconds(second), memory, levels, GRACE);
            memory = evaluation.next();
            results = evaluation.results();
        }

        State status(int second, Session session) {
            evaluate(second, session);
            return BothModes.first(results, SESSIONS).state().orElseThrow();
        }

        String summary() {
            return BothModes.first(results, SESSIONS).summary();
        }

        Result statistics(int second, Session session) {
            evaluate(second, session);
            return BothModes.first(results, SESSION_STATS);
        }
    }

    private static Session session(int sid, String states, Map<String, Long> counters) {
        Session row = TextReport.parse(Sample.SESSIONS + Sample.row(states))
                .sessions()
                .getFirst();
        return new Session(
                Optional.of(sid),
                "tcp",
                Optional.of(false),
                row.target(),
                "10.0.0.1:3260,1",
                "10.0.0.1:3260,1",
                new Iface("default", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                row.state(),
                row.connectionState(),
                row.internalState(),
                Optional.empty(),
                Optional.empty(),
                counters);
    }

    private static Session with(Session session, Instant since, String error) {
        return new Session(
                session.sid(),
                session.transport(),
                session.flash(),
                session.target(),
                session.currentPortal(),
                session.persistentPortal(),
                session.iface(),
                session.state(),
                session.connectionState(),
                session.internalState(),
                Optional.of(since),
                Optional.of(error),
                session.counters());
    }

    private static Session at(Session session, String current, String persistent) {
        return new Session(
                session.sid(),
                session.transport(),
                session.flash(),
                session.target(),
                current,
                persistent,
                session.iface(),
                session.state(),
                session.connectionState(),
                session.internalState(),
                session.since(),
                session.lastError(),
                session.counters());
    }
}
