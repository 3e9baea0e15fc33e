package io.santinel.iscsi.pdu;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The opcodes, RFC 7143 §11.2.1.2: one row per type of PDU.
public enum Opcode {
    NOP_OUT(0x00, "NOP-Out"),
    SCSI_COMMAND(0x01, "SCSI Command"),
    TASK_MANAGEMENT_REQUEST(0x02, "Task Management Function Request"),
    LOGIN_REQUEST(0x03, "Login Request"),
    TEXT_REQUEST(0x04, "Text Request"),
    SCSI_DATA_OUT(0x05, "SCSI Data-Out"),
    LOGOUT_REQUEST(0x06, "Logout Request"),
    SNACK_REQUEST(0x10, "SNACK Request"),
    NOP_IN(0x20, "NOP-In"),
    SCSI_RESPONSE(0x21, "SCSI Response"),
    TASK_MANAGEMENT_RESPONSE(0x22, "Task Management Function Response"),
    LOGIN_RESPONSE(0x23, "Login Response"),
    TEXT_RESPONSE(0x24, "Text Response"),
    SCSI_DATA_IN(0x25, "SCSI Data-In"),
    LOGOUT_RESPONSE(0x26, "Logout Response"),
    READY_TO_TRANSFER(0x31, "Ready To Transfer"),
    ASYNC_MESSAGE(0x32, "Asynchronous Message"),
    REJECT(0x3f, "Reject");

    private static final int TARGET = 0x20;
    private static final @Nullable Opcode[] BY_CODE = new Opcode[0x40];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;
    private final String title;

    Opcode(int code, String title) {
        this.code = code;
        this.title = title;
    }

    /// The type with this code, if there is one; bits above the low six are not looked at.
    public static Optional<Opcode> of(int code) {
        return Optional.ofNullable(BY_CODE[code & 0x3f]);
    }

    /// Six bits.
    public int code() {
        return code;
    }

    /// The RFC's name of the PDU.
    public String title() {
        return title;
    }

    /// True for what a target sends.
    public boolean fromTarget() {
        return code >= TARGET;
    }

    @Override
    public String toString() {
        return title;
    }
}
