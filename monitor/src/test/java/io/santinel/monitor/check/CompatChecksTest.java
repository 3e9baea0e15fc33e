package io.santinel.monitor.check;

import static io.santinel.monitor.check.CheckType.SESSIONS;
import static io.santinel.monitor.check.CheckType.SESSION_STATS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatChecksTest {
    private static final String QUIET = Sample.session(Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOGGED_IN LOGGED_IN NO_CHANGE|OK|Session is in status LOGGED_IN/LOGGED_IN/NO_CHANGE.",
                "LOGGED_IN Unknown Unknown|OK|Session is in status LOGGED_IN",
                "LOGGED_IN LOGGED_IN Unknown|OK|Session is in status LOGGED_IN",
                "FAILED Unknown REOPEN|CRIT|Session is in status FAILED. Expected status LOGGED_IN",
                "FREE LOGGED_IN NO_CHANGE|CRIT|Session is in status FREE/LOGGED_IN/NO_CHANGE."
                        + " Expected status LOGGED_IN/LOGGED_IN/NO_CHANGE",
            })
    void judges_states_as_the_original(String states, State state, String summary) {
        Result result = BothModes.first(BothModes.compat(Levels.NONE, Sample.SESSIONS + Sample.row(states)), SESSIONS);

        assertThat(result.state()).contains(state);
        assertThat(result.summary()).isEqualTo(summary);
    }

    @Test
    void one_counter_that_fell_silences_the_service_for_one_cycle() {
        String high = Sample.session(Map.of("scsicmd_pdus", 100L));
        String low = Sample.session(Map.of("scsicmd_pdus", 10L, "rxdata_octets", 60L));

        Result silent = BothModes.first(BothModes.compat(Levels.NONE, QUIET, high, low), SESSION_STATS);
        Result after = BothModes.first(BothModes.compat(Levels.NONE, QUIET, high, low, low), SESSION_STATS);
        assertThat(silent.outcome()).isEqualTo(Outcome.SUPPRESSED);
        assertThat(silent.summary()).isEqualTo("Session Stats: In: 1.00 B/s, Out: 0.00 B/s, no protocol errors");
        assertThat(after.outcome()).isEqualTo(Outcome.JUDGED);
    }

    @Test
    void the_first_cycle_is_not_submitted() {
        assertThat(BothModes.first(BothModes.compat(Levels.NONE, QUIET), SESSION_STATS)
                        .outcome())
                .isEqualTo(Outcome.SUPPRESSED);
    }

    @Test
    void a_counter_that_is_no_integer_crashes_the_check() {
        for (String value : List.of("1.5", "12L", "0x10", "Extended:", "9".repeat(400))) {
            String bad = QUIET.replace("r2t_pdus: 0", "r2t_pdus: " + value);
            Result result = BothModes.first(BothModes.compat(Levels.NONE, QUIET, bad), SESSION_STATS);

            assertThat(result.outcome()).isEqualTo(Outcome.JUDGED);
            assertThat(result.state()).contains(State.UNKNOWN);
            assertThat(result.summary()).isEqualTo("check failed - please submit a crash report!");
        }
    }

    @Test
    void a_counter_before_any_header_takes_the_whole_section_down() {
        String bad = QUIET.replace("[session stats", "stray: 1\n[session stats");

        assertThat(BothModes.compat(Levels.NONE, bad)).extracting(Result::check).containsExactly("open-iscsi_sessions");
        assertThat(BothModes.first(BothModes.compat(Levels.NONE, QUIET, bad), SESSION_STATS)
                        .state())
                .contains(State.UNKNOWN);
    }

    @Test
    void a_row_of_ten_words_is_no_row_and_a_repeated_one_is_found_twice() {
        String rows = Sample.SESSIONS
                + Sample.row("tcp", "10.0.3.4:3260,1", "a b", Sample.HEALTHY)
                + Sample.row(Sample.HEALTHY)
                + Sample.row(Sample.HEALTHY);

        assertThat(BothModes.compat(Levels.NONE, rows))
                .extracting(Result::item)
                .containsExactly("default / " + Sample.TARGET, "default / " + Sample.TARGET);
    }

    @Test
    void reads_both_styles_of_headers_and_ignores_further_words() {
        String underscored =
                QUIET.replace("open-iscsi", "open_iscsi").replace("vol1]", "vol1 10.0.3.4:3260,1 default 7]");

        assertThat(BothModes.compat(Levels.NONE, underscored, underscored))
                .isEqualTo(BothModes.compat(Levels.NONE, QUIET, QUIET));
    }
}
