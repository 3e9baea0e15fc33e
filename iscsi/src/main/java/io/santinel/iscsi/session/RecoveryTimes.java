package io.santinel.iscsi.session;

import io.santinel.iscsi.session.SessionState.Stage;
import java.time.Duration;

/// The waits of the session machine.
///
/// @param login for TCP and login together, per try
/// @param logout for the Logout Response
/// @param replacement how long commands wait for a lost connection to come back (`replacement_timeout`)
/// @param reopenMin pause after the first try that failed; doubled after each further one
/// @param reopenMax no pause is longer
/// @param time2Wait pause after a loss when the target named none: the negotiated DefaultTime2Wait
public record RecoveryTimes(
        Duration login,
        Duration logout,
        Duration replacement,
        Duration reopenMin,
        Duration reopenMax,
        Duration time2Wait) {

    /// Redirects followed in one try, so that two portals that point at each other end it (the RFC sets no bound).
    static final int REDIRECTS_MAX = 8;

    /// open-iscsi's values where it has the same wait; a portal that comes back is noticed within the longest pause.
    public static final RecoveryTimes DEFAULT = new RecoveryTimes(
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(120),
            Duration.ofMillis(250),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2));

    RecoveryTimes withTime2Wait(Duration negotiated) {
        return new RecoveryTimes(login, logout, replacement, reopenMin, reopenMax, negotiated);
    }

    Stage.Trying trying(Duration now, int redirects) {
        return new Stage.Trying(now.plus(login), redirects);
    }

    Stage.Waiting waiting(Duration now, int failures) {
        Duration pause = reopenMin.multipliedBy(1L << Math.min(failures, 16));
        return new Stage.Waiting(now.plus(pause.compareTo(reopenMax) > 0 ? reopenMax : pause));
    }

    SessionState.Failed failed(Duration now, Duration pause) {
        return new SessionState.Failed(new Stage.Waiting(now.plus(pause)), 0, now.plus(replacement));
    }
}
