package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Reasons of a Logout Request, RFC 7143 §11.14.1.
public enum LogoutReason {
    CLOSE_SESSION(0, "close the session"),
    CLOSE_CONNECTION(1, "close the connection"),
    REMOVE_CONNECTION_FOR_RECOVERY(2, "remove the connection for recovery");

    private final int code;
    private final String text;

    LogoutReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<LogoutReason> of(int code) {
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
