package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Stages of a login; 2 is reserved, RFC 7143 §11.12.3.
public enum Stage {
    SECURITY_NEGOTIATION(0, "SecurityNegotiation"),
    LOGIN_OPERATIONAL_NEGOTIATION(1, "LoginOperationalNegotiation"),
    FULL_FEATURE_PHASE(3, "FullFeaturePhase");

    private final int code;
    private final String text;

    Stage(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<Stage> of(int code) {
        return Arrays.stream(values()).filter(row -> row.code == code).findFirst();
    }

    /// The number on the wire.
    public int code() {
        return code;
    }

    /// For people.
    public String text() {
        return text;
    }
}
