package io.santinel.iscsi.scsi;

import java.util.Optional;

/// SCSI status codes (SAM-5 §5.3.1).
public enum Status {
    GOOD(0x00),
    CHECK_CONDITION(0x02),
    CONDITION_MET(0x04),
    BUSY(0x08),
    RESERVATION_CONFLICT(0x18),
    TASK_SET_FULL(0x28),
    ACA_ACTIVE(0x30),
    TASK_ABORTED(0x40);

    private final int code;

    Status(int code) {
        this.code = code;
    }

    /// The byte on the wire.
    public int code() {
        return code;
    }

    /// Empty for a reserved or obsolete code.
    public static Optional<Status> of(int code) {
        for (Status status : values()) {
            if (status.code == code) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
