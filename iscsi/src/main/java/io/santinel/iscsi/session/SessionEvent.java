package io.santinel.iscsi.session;

import java.time.Duration;

/// What can happen to an initiator's session.
public sealed interface SessionEvent {
    /// Somebody wants the session.
    ///
    /// @param patient keep trying when the first login fails
    record Open(boolean patient) implements SessionEvent {}

    /// The connection is in full feature phase.
    record LoginDone() implements SessionEvent {}

    /// The target refused the login.
    record LoginRefused() implements SessionEvent {}

    /// The target said that it is to be found elsewhere.
    record Redirected() implements SessionEvent {}

    /// The connection could not be made, broke, or was given up.
    ///
    /// @param time2Wait pause before the next login, RFC 7143 §13.15
    record ConnectionLost(Duration time2Wait) implements SessionEvent {}

    /// The target asked for a logout.
    record LogoutAsked() implements SessionEvent {}

    /// The Logout Response came.
    ///
    /// @param time2Wait pause before the next login
    record LogoutDone(Duration time2Wait) implements SessionEvent {}

    /// Nobody wants the session any more.
    record Close() implements SessionEvent {}

    /// The state's deadline has come.
    record Due() implements SessionEvent {}
}
