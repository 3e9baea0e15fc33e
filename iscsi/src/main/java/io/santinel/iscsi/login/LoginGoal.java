package io.santinel.iscsi.login;

import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.pdu.Pdu;
import java.util.Optional;

/// What an initiator's login is to reach.
///
/// @param initiatorName as sent
/// @param initiatorAlias for people, at most 255 bytes
/// @param targetName absent for a discovery session
/// @param isid with the name it tells sessions apart: a login with the same closes the other one (RFC 7143 §6.3.5)
/// @param tsih 0 for a new session
/// @param cid of this connection
/// @param initiatorTaskTag the same in all requests of the login
/// @param cmdSn of the session; the login uses none up
/// @param expStatSn 0 unless this reinstates a connection
/// @param authentication CHAP, if wanted
public record LoginGoal(
        String initiatorName,
        Optional<String> initiatorAlias,
        Optional<String> targetName,
        Isid isid,
        int tsih,
        int cid,
        int initiatorTaskTag,
        int cmdSn,
        int expStatSn,
        Wishes wishes,
        Optional<InitiatorAuthentication> authentication) {

    public LoginGoal {
        if (initiatorTaskTag == Pdu.RESERVED_TAG) {
            throw new IllegalArgumentException("the initiator task tag of a login cannot be the reserved one");
        }
    }

    /// A new session with this target.
    public static LoginGoal normal(String initiatorName, String targetName, Isid isid, Wishes wishes) {
        return new LoginGoal(
                initiatorName,
                Optional.empty(),
                Optional.of(targetName),
                isid,
                0,
                0,
                0,
                1,
                0,
                wishes,
                Optional.empty());
    }

    /// A session that asks for targets.
    public static LoginGoal discovery(String initiatorName, Isid isid, Wishes wishes) {
        return new LoginGoal(
                initiatorName, Optional.empty(), Optional.empty(), isid, 0, 0, 0, 1, 0, wishes, Optional.empty());
    }

    public LoginGoal authenticatedBy(InitiatorAuthentication how) {
        return new LoginGoal(
                initiatorName,
                initiatorAlias,
                targetName,
                isid,
                tsih,
                cid,
                initiatorTaskTag,
                cmdSn,
                expStatSn,
                wishes,
                Optional.of(how));
    }

    /// The same session once more, over a new connection.
    public LoginGoal startingAt(int nextCmdSn, int nextExpStatSn) {
        return new LoginGoal(
                initiatorName,
                initiatorAlias,
                targetName,
                isid,
                tsih,
                cid,
                initiatorTaskTag,
                nextCmdSn,
                nextExpStatSn,
                wishes,
                authentication);
    }

    public boolean isDiscovery() {
        return targetName.isEmpty();
    }
}
