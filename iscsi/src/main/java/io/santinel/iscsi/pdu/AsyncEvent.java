package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Events of an Asynchronous Message, RFC 7143 §11.9.1.
public enum AsyncEvent {
    SCSI_EVENT(0, "SCSI event"),
    LOGOUT_REQUESTED(1, "logout requested"),
    CONNECTION_DROPPED(2, "connection dropped"),
    ALL_CONNECTIONS_DROPPED(3, "all connections dropped"),
    NEGOTIATION_REQUESTED(4, "parameter negotiation requested"),
    TASKS_TERMINATED(5, "all active tasks of the logical unit terminated"),
    VENDOR(255, "vendor's event");

    private final int code;
    private final String text;

    AsyncEvent(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<AsyncEvent> of(int code) {
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
