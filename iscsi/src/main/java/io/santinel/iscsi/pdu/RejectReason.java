package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Reasons of a Reject, RFC 7143 §11.17.1.
public enum RejectReason {
    DATA_DIGEST_ERROR(2, "data digest error"),
    SNACK_REJECT(3, "SNACK reject"),
    PROTOCOL_ERROR(4, "protocol error"),
    COMMAND_NOT_SUPPORTED(5, "command not supported"),
    IMMEDIATE_COMMAND_REJECT(6, "too many immediate commands"),
    TASK_IN_PROGRESS(7, "task in progress"),
    INVALID_DATA_ACK(8, "invalid DataACK"),
    INVALID_PDU_FIELD(9, "invalid PDU field"),
    LONG_OPERATION_REJECT(10, "long operation reject"),
    NEGOTIATION_RESET(11, "negotiation reset (deprecated)"),
    WAITING_FOR_LOGOUT(12, "waiting for logout");

    private final int code;
    private final String text;

    RejectReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<RejectReason> of(int code) {
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
