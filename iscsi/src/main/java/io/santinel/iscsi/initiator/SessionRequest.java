package io.santinel.iscsi.initiator;

import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.session.SessionSettings;
import io.santinel.iscsi.session.SessionTimes;
import java.time.Duration;
import java.util.Optional;

/// A session that somebody wants.
///
/// @param wishes offered to the target
/// @param authentication CHAP, if wanted
/// @param commandTimeout for each SCSI command of its logical units
/// @param depth most commands under way at a time
public record SessionRequest(
        IscsiName target,
        Portal portal,
        Wishes wishes,
        Optional<InitiatorAuthentication> authentication,
        SessionTimes times,
        Duration commandTimeout,
        int depth) {
    /// As Linux waits for a disk.
    public static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(30);

    /// With the usual values.
    public static SessionRequest of(IscsiName target, Portal portal) {
        return new SessionRequest(
                target,
                portal,
                Wishes.INITIATOR,
                Optional.empty(),
                SessionTimes.DEFAULT,
                COMMAND_TIMEOUT,
                SessionSettings.DEFAULT_DEPTH);
    }

    /// The same with another wish.
    public SessionRequest with(Key key, String value) {
        return new SessionRequest(
                target, portal, wishes.with(key, value), authentication, times, commandTimeout, depth);
    }

    /// The same with CHAP.
    public SessionRequest with(InitiatorAuthentication how) {
        return new SessionRequest(target, portal, wishes, Optional.of(how), times, commandTimeout, depth);
    }

    /// The same with other waits.
    public SessionRequest with(SessionTimes newTimes) {
        return new SessionRequest(target, portal, wishes, authentication, newTimes, commandTimeout, depth);
    }

    /// The same with another timeout of commands.
    public SessionRequest withCommandTimeout(Duration newTimeout) {
        return new SessionRequest(target, portal, wishes, authentication, times, newTimeout, depth);
    }

    /// The same with another number of commands under way at most, 1 to [SessionSettings#MAX_DEPTH].
    public SessionRequest withDepth(int newDepth) {
        return new SessionRequest(target, portal, wishes, authentication, times, commandTimeout, newDepth);
    }
}
