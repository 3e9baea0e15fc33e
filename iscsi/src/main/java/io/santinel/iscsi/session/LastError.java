package io.santinel.iscsi.session;

import java.time.Instant;
import java.util.OptionalInt;

/// The last thing that went wrong with a session.
///
/// @param code the Linux initiator's number for it, 1001 to 1022 ([ConnectionError]), where it has one
/// @param text one line that names the peer
public record LastError(Instant at, OptionalInt code, String text) {
    /// As `1022 NOP timeout: …`, the text alone where there is no number.
    @Override
    public String toString() {
        return code.isPresent() ? code.getAsInt() + " " + text : text;
    }
}
