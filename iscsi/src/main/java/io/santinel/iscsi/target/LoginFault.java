package io.santinel.iscsi.target;

import io.santinel.iscsi.name.Portal;

/// What a portal does to logins when it is told to misbehave.
public sealed interface LoginFault {
    /// Answers the first Login Request with this status.
    ///
    /// @param statusClass 2 or 3 (RFC 7143 §11.13.5)
    /// @param detail 0–255
    record Refuse(int statusClass, int detail) implements LoginFault {
        public Refuse {
            if (statusClass < 2 || statusClass > 255 || detail < 0 || detail > 255) {
                throw new IllegalArgumentException(
                        "login status " + statusClass + "/" + detail + ": want a class from 2 and a detail up to 255");
            }
        }
    }

    /// Sends the initiator to another portal.
    record Redirect(Portal to, boolean permanent) implements LoginFault {}
}
