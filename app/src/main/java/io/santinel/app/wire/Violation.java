package io.santinel.app.wire;

import io.santinel.iscsi.ProtocolViolation;

/// Something that a PDU, or its place among the others, may not be.
///
/// @param text with the section that says so
record Violation(String text) {
    /// @param section of RFC 7143
    Violation(String section, String text) {
        this(text + " (RFC 7143 §" + section + ")");
    }

    static Violation of(ProtocolViolation violation) {
        return new Violation(String.valueOf(violation.getMessage()));
    }
}
