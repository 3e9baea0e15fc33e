package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Task management functions, those of RFC 7144 among them, RFC 7143 §11.5.1.
public enum TaskManagementFunction {
    ABORT_TASK(1, "ABORT TASK"),
    ABORT_TASK_SET(2, "ABORT TASK SET"),
    CLEAR_ACA(3, "CLEAR ACA"),
    CLEAR_TASK_SET(4, "CLEAR TASK SET"),
    LOGICAL_UNIT_RESET(5, "LOGICAL UNIT RESET"),
    TARGET_WARM_RESET(6, "TARGET WARM RESET"),
    TARGET_COLD_RESET(7, "TARGET COLD RESET"),
    TASK_REASSIGN(8, "TASK REASSIGN"),
    QUERY_TASK(9, "QUERY TASK"),
    QUERY_TASK_SET(10, "QUERY TASK SET"),
    I_T_NEXUS_RESET(11, "I_T NEXUS RESET"),
    QUERY_ASYNCHRONOUS_EVENT(12, "QUERY ASYNCHRONOUS EVENT");

    private final int code;
    private final String text;

    TaskManagementFunction(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<TaskManagementFunction> of(int code) {
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
