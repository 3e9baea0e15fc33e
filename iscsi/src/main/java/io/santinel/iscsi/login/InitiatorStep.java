package io.santinel.iscsi.login;

import io.santinel.iscsi.key.Negotiated;
import io.santinel.iscsi.key.TargetAddress;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginStatus;
import java.util.Optional;
import java.util.OptionalInt;

/// What an initiator does after a Login Response.
public sealed interface InitiatorStep {
    /// Send this and wait for the answer.
    record Send(LoginRequest request) implements InitiatorStep {}

    /// Full feature phase: digests and limits change now.
    ///
    /// @param tsih the target's handle of the session
    /// @param expStatSn next StatSN of this connection
    /// @param expCmdSn and `maxCmdSn`: the command window
    record LoggedIn(
            Negotiated negotiated,
            int tsih,
            Optional<String> targetAlias,
            OptionalInt portalGroupTag,
            int expStatSn,
            int expCmdSn,
            int maxCmdSn)
            implements InitiatorStep {}

    /// Log in there instead; how often is up to the caller.
    record Redirected(TargetAddress address, boolean permanently) implements InitiatorStep {}

    /// The target said no.
    record Refused(int statusClass, int statusDetail) implements InitiatorStep {
        /// True when the same login may succeed later.
        public boolean mayRetry() {
            return statusClass == LoginStatus.CLASS_TARGET_ERROR;
        }

        /// For people, as `0201 authentication failure`.
        public String text() {
            return LoginStatus.text(statusClass, statusDetail);
        }
    }

    /// The target did not prove itself as it had to: close, nothing was promised.
    record TargetNotAuthenticated(String reason) implements InitiatorStep {}
}
