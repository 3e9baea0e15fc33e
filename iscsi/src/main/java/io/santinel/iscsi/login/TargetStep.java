package io.santinel.iscsi.login;

import io.santinel.iscsi.key.Negotiated;
import io.santinel.iscsi.pdu.LoginResponse;
import java.util.Optional;

/// What a target does after a Login Request.
public sealed interface TargetStep {
    /// Send this and wait for the next request.
    record Send(LoginResponse response) implements TargetStep {}

    /// Send this, without digests; then full feature phase begins.
    ///
    /// @param user name that CHAP proved
    /// @param statSn of the next response on this connection
    record LoggedIn(
            LoginResponse response,
            LoginIdentity identity,
            int tsih,
            Negotiated negotiated,
            Optional<String> user,
            int statSn)
            implements TargetStep {}

    /// Send this and close.
    ///
    /// @param reason for the log
    record Refused(LoginResponse response, String reason) implements TargetStep {}

    /// Close without an answer.
    ///
    /// @param reason for the log
    record Close(String reason) implements TargetStep {}
}
