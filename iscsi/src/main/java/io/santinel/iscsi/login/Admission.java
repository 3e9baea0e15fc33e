package io.santinel.iscsi.login;

import io.santinel.iscsi.key.TargetAddress;
import io.santinel.iscsi.key.Wishes;
import java.util.Optional;

/// What a target decides about a login once it knows who wants where.
public sealed interface Admission {
    /// Go on; CHAP, if wanted, still has to be passed.
    ///
    /// @param tsih handle of the session, 1–65535
    /// @param portalGroupTag of the portal that the initiator came to
    /// @param targetAlias for people, at most 255 bytes
    /// @param authentication absent: nobody needs to prove anything
    record Admitted(
            int tsih,
            int portalGroupTag,
            Optional<String> targetAlias,
            Wishes wishes,
            Optional<TargetAuthentication> authentication)
            implements Admission {
        public Admitted {
            if (tsih < 1 || tsih > 0xffff) {
                throw new IllegalArgumentException("TSIH " + tsih + ": want 1 to 65535");
            }
        }
    }

    /// No, with the class and detail of RFC 7143 §11.13.5.
    record Refused(int statusClass, int statusDetail) implements Admission {}

    /// Not here but there.
    record Redirected(TargetAddress address, boolean permanently) implements Admission {}
}
