package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Responses to a Logout Request, RFC 7143 §11.15.1.
public enum LogoutOutcome {
    CLOSED(0, "connection or session closed"),
    CID_NOT_FOUND(1, "CID not found"),
    RECOVERY_NOT_SUPPORTED(2, "connection recovery not supported"),
    CLEANUP_FAILED(3, "cleanup failed");

    private final int code;
    private final String text;

    LogoutOutcome(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<LogoutOutcome> of(int code) {
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
