package io.santinel.monitor.server;

import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something of the demo's target that a person may break: one portal.
///
/// @param id fit for a URL
/// @param portal `127.0.1.1:3260`
/// @param closed connections were dropped and new ones are refused
/// @param wrong what else it does until it is opened again, in words: `refuses logins with 0301`
/// @param since when any of this last changed
/// @param sessions logged-in sessions now
public record Fault(String id, String portal, boolean closed, Optional<String> wrong, Instant since, int sessions) {
    /// What can be done to a portal. The first five last until [Open], the others happen once.
    public sealed interface Action {
        /// Drops the connections and refuses new ones.
        record Close() implements Action {}

        /// Listens again and ends every other fault.
        record Open() implements Action {}

        /// Refuses logins from now on; sessions that are logged in stay.
        ///
        /// @param statusClass 2 or 3 (RFC 7143 §11.13.5)
        /// @param detail 0–255
        record RefuseLogin(int statusClass, int detail) implements Action {}

        /// Sends logins elsewhere from now on; sessions that are logged in stay.
        record Redirect(Portal to, boolean permanent) implements Action {}

        /// Takes connections and requests, but answers nothing.
        record StaySilent() implements Action {}

        /// Makes the next digest of this kind wrong on each connection that has it.
        record SpoilDigest(Segment segment) implements Action {}

        /// Asks all initiators to log out.
        ///
        /// @param seconds after which those who did not are dropped, 0–3600
        record RequestLogout(int seconds) implements Action {}

        /// Drops the connections without a word.
        record Drop() implements Action {}
    }

    /// The demo's faults; a monitor of real machines has none.
    public interface Panel {
        List<Fault> list();

        /// Does this to the portal of the fault.
        ///
        /// @return false when there is no such fault
        /// @throws IOException when the portal cannot listen again; the message says why
        boolean apply(String id, Action action) throws IOException;
    }

    /// The fault of this id, if there is one.
    public static Optional<Fault> find(List<Fault> faults, String id) {
        return faults.stream().filter(fault -> fault.id().equals(id)).findFirst();
    }
}
