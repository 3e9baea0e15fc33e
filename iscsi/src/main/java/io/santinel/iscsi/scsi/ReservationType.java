package io.santinel.iscsi.scsi;

import java.util.Optional;

/// Kinds of persistent reservation (SPC-4 §5.13.5, table 50).
public enum ReservationType {
    WRITE_EXCLUSIVE(1),
    EXCLUSIVE_ACCESS(3),
    WRITE_EXCLUSIVE_REGISTRANTS_ONLY(5),
    EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(6),
    WRITE_EXCLUSIVE_ALL_REGISTRANTS(7),
    EXCLUSIVE_ACCESS_ALL_REGISTRANTS(8);

    private final int code;

    ReservationType(int code) {
        this.code = code;
    }

    /// TYPE, four bits.
    public int code() {
        return code;
    }

    /// Empty for a reserved or obsolete code.
    public static Optional<ReservationType> of(int code) {
        for (ReservationType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /// Whether it keeps others from reading too.
    public boolean exclusiveAccess() {
        return switch (this) {
            case EXCLUSIVE_ACCESS, EXCLUSIVE_ACCESS_REGISTRANTS_ONLY, EXCLUSIVE_ACCESS_ALL_REGISTRANTS -> true;
            case WRITE_EXCLUSIVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, WRITE_EXCLUSIVE_ALL_REGISTRANTS -> false;
        };
    }

    /// Whether everybody who has registered may do what the holder may.
    public boolean registrants() {
        return switch (this) {
            case WRITE_EXCLUSIVE, EXCLUSIVE_ACCESS -> false;
            case WRITE_EXCLUSIVE_REGISTRANTS_ONLY,
                    EXCLUSIVE_ACCESS_REGISTRANTS_ONLY,
                    WRITE_EXCLUSIVE_ALL_REGISTRANTS,
                    EXCLUSIVE_ACCESS_ALL_REGISTRANTS -> true;
        };
    }

    /// Whether everybody who has registered holds it.
    public boolean allRegistrants() {
        return switch (this) {
            case WRITE_EXCLUSIVE_ALL_REGISTRANTS, EXCLUSIVE_ACCESS_ALL_REGISTRANTS -> true;
            case WRITE_EXCLUSIVE,
                    EXCLUSIVE_ACCESS,
                    WRITE_EXCLUSIVE_REGISTRANTS_ONLY,
                    EXCLUSIVE_ACCESS_REGISTRANTS_ONLY -> false;
        };
    }
}
