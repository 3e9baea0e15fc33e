package io.santinel.iscsi.session;

import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Portal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A session as it is at one moment.
///
/// @param tsih given by the target at the last login; absent before the first
/// @param tpgt target portal group tag, as the target said at the last login
/// @param currentPortal where the session is, or was last; differs from the persistent one after a redirect
/// @param persistentPortal what was asked for
/// @param state `LOGGED_IN`, `FAILED`, `FREE`
/// @param connectionState `FREE`, `TRANSPORT WAIT`, `IN LOGIN`, `LOGGED IN`, `IN LOGOUT`, `LOGOUT REQUESTED`,
///     `CLEANUP WAIT`
/// @param internalState `NO CHANGE`, `CLEANUP`, `REOPEN`, `REDIRECT`
/// @param since when `state` came to be
/// @param counters see [Tally]
/// @param parameters what the last login came to, by the RFC's keys
public record SessionView(
        String target,
        Isid isid,
        OptionalInt tsih,
        OptionalInt tpgt,
        Portal currentPortal,
        Portal persistentPortal,
        String state,
        String connectionState,
        String internalState,
        Instant since,
        Optional<LastError> lastError,
        Map<String, Long> counters,
        Map<String, String> parameters) {

    SessionView withCounters(Map<String, Long> now) {
        return new SessionView(
                target,
                isid,
                tsih,
                tpgt,
                currentPortal,
                persistentPortal,
                state,
                connectionState,
                internalState,
                since,
                lastError,
                now,
                parameters);
    }
}
