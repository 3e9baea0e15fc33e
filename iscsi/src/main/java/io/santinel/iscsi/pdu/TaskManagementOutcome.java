package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Responses to a task management function, RFC 7143 §11.6.1.
public enum TaskManagementOutcome {
    FUNCTION_COMPLETE(0, "function complete"),
    TASK_DOES_NOT_EXIST(1, "task does not exist"),
    LUN_DOES_NOT_EXIST(2, "LUN does not exist"),
    TASK_STILL_ALLEGIANT(3, "task still allegiant"),
    REASSIGNMENT_NOT_SUPPORTED(4, "task allegiance reassignment not supported"),
    FUNCTION_NOT_SUPPORTED(5, "task management function not supported"),
    AUTHORIZATION_FAILED(6, "function authorization failed"),
    FUNCTION_SUCCEEDED(7, "function succeeded"),
    FUNCTION_REJECTED(255, "function rejected");

    private final int code;
    private final String text;

    TaskManagementOutcome(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<TaskManagementOutcome> of(int code) {
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
