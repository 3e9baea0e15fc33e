package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Task attributes of a SCSI Command, RFC 7143 §11.3.1.
public enum TaskAttribute {
    UNTAGGED(0, "untagged"),
    SIMPLE(1, "simple"),
    ORDERED(2, "ordered"),
    HEAD_OF_QUEUE(3, "head of queue"),
    ACA(4, "ACA");

    private final int code;
    private final String text;

    TaskAttribute(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<TaskAttribute> of(int code) {
        return Arrays.stream(values()).filter(row -> row.code == code).findFirst();
    }

    /// True when the target chooses the place of such a task among others (SAM-5 §8.6).
    public static boolean isFree(int code) {
        return code == UNTAGGED.code || code == SIMPLE.code;
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
