package io.santinel.iscsi.pdu;

import java.util.Arrays;
import java.util.Optional;

/// Types of a SNACK Request, RFC 7143 §11.16.1.
public enum SnackType {
    DATA_R2T(0, "Data/R2T"),
    STATUS(1, "Status"),
    DATA_ACK(2, "DataACK"),
    R_DATA(3, "R-Data");

    private final int code;
    private final String text;

    SnackType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The row with this code, if it is a known one.
    public static Optional<SnackType> of(int code) {
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
