package io.santinel.iscsi.scsi;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Why a command ended with CHECK CONDITION (SPC-4 §4.5).
///
/// @param key 0–15
/// @param asc additional sense code
/// @param ascq its qualifier
/// @param information what the INFORMATION field holds, as the offset of a miscompare; 32 bits
/// @param field the byte of the CDB that was wrong, for ILLEGAL REQUEST
public record Sense(int key, int asc, int ascq, OptionalLong information, OptionalInt field) {
    public static final int NO_SENSE = 0x0;
    public static final int NOT_READY = 0x2;
    public static final int MEDIUM_ERROR = 0x3;
    public static final int HARDWARE_ERROR = 0x4;
    public static final int ILLEGAL_REQUEST = 0x5;
    public static final int UNIT_ATTENTION = 0x6;
    public static final int DATA_PROTECT = 0x7;
    public static final int ABORTED_COMMAND = 0xb;
    public static final int MISCOMPARE = 0xe;

    public static final Sense NONE = of(NO_SENSE, 0, 0);
    public static final Sense INVALID_OPCODE = of(ILLEGAL_REQUEST, 0x20, 0x00);
    public static final Sense INVALID_CDB = of(ILLEGAL_REQUEST, 0x24, 0x00);
    public static final Sense LBA_OUT_OF_RANGE = of(ILLEGAL_REQUEST, 0x21, 0x00);
    public static final Sense LUN_NOT_SUPPORTED = of(ILLEGAL_REQUEST, 0x25, 0x00);
    public static final Sense INVALID_PARAMETER_LENGTH = of(ILLEGAL_REQUEST, 0x1a, 0x00);
    public static final Sense INVALID_PARAMETER = of(ILLEGAL_REQUEST, 0x26, 0x00);
    public static final Sense SAVING_NOT_SUPPORTED = of(ILLEGAL_REQUEST, 0x39, 0x00);
    public static final Sense INVALID_RELEASE = of(ILLEGAL_REQUEST, 0x26, 0x04);
    public static final Sense NO_ROOM_FOR_REGISTRATIONS = of(ILLEGAL_REQUEST, 0x55, 0x04);
    public static final Sense WRITE_PROTECTED = of(DATA_PROTECT, 0x27, 0x00);
    public static final Sense SOFTWARE_WRITE_PROTECTED = of(DATA_PROTECT, 0x27, 0x02);
    public static final Sense MODE_PARAMETERS_CHANGED = of(UNIT_ATTENTION, 0x2a, 0x01);
    public static final Sense RESERVATIONS_PREEMPTED = of(UNIT_ATTENTION, 0x2a, 0x03);
    public static final Sense RESERVATIONS_RELEASED = of(UNIT_ATTENTION, 0x2a, 0x04);
    public static final Sense REGISTRATIONS_PREEMPTED = of(UNIT_ATTENTION, 0x2a, 0x05);
    public static final Sense CLEARED_BY_ANOTHER = of(UNIT_ATTENTION, 0x2f, 0x00);
    public static final Sense BUS_DEVICE_RESET = of(UNIT_ATTENTION, 0x29, 0x03);
    /// RFC 7143 §11.4.7.2.
    public static final Sense UNEXPECTED_UNSOLICITED_DATA = of(ABORTED_COMMAND, 0x0c, 0x0c);
    /// RFC 7143 §11.4.7.2.
    public static final Sense INCORRECT_AMOUNT_OF_DATA = of(ABORTED_COMMAND, 0x0c, 0x0d);
    /// RFC 7143 §11.4.7.2.
    public static final Sense PROTOCOL_SERVICE_CRC_ERROR = of(ABORTED_COMMAND, 0x47, 0x05);

    private static final int FIXED_LENGTH = 18;
    private static final int FIXED = 0x70;
    private static final int DESCRIPTOR = 0x72;
    private static final int VALID = 0x80;
    private static final int FIELD_OF_CDB = 0xc0;

    public static Sense of(int key, int asc, int ascq) {
        return new Sense(key, asc, ascq, OptionalLong.empty(), OptionalInt.empty());
    }

    /// INVALID FIELD IN CDB, with the byte that was wrong.
    public static Sense invalidField(int at) {
        return new Sense(ILLEGAL_REQUEST, 0x24, 0x00, OptionalLong.empty(), OptionalInt.of(at));
    }

    /// MISCOMPARE DURING VERIFY OPERATION, with the offset of the first byte that differs.
    public static Sense miscompare(long offset) {
        return new Sense(MISCOMPARE, 0x1d, 0x00, OptionalLong.of(offset), OptionalInt.empty());
    }

    /// Fixed format, current error, 18 bytes.
    public ByteBuffer toFixed() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_LENGTH);
        out.put(0, (byte) (information.isPresent() ? FIXED | VALID : FIXED));
        out.put(2, (byte) key);
        out.putInt(3, (int) information.orElse(0));
        out.put(7, (byte) (FIXED_LENGTH - 8));
        out.put(12, (byte) asc);
        out.put(13, (byte) ascq);
        if (field.isPresent()) {
            out.put(15, (byte) FIELD_OF_CDB);
            out.putShort(16, (short) field.getAsInt());
        }
        return out;
    }

    /// Descriptor format without descriptors, for REQUEST SENSE with DESC.
    public ByteBuffer toDescriptor() {
        return ByteBuffer.allocate(8)
                .put(0, (byte) DESCRIPTOR)
                .put(1, (byte) key)
                .put(2, (byte) asc)
                .put(3, (byte) ascq);
    }

    /// Reads either format from the buffer's position on; empty when it is neither or too short.
    public static Optional<Sense> parse(ByteBuffer in) {
        ByteBuffer bytes = in.slice();
        if (bytes.remaining() < 4) {
            return Optional.empty();
        }
        return switch (bytes.get(0) & 0x7e) {
            case FIXED -> bytes.remaining() < 14 ? Optional.empty() : Optional.of(fixed(bytes));
            case DESCRIPTOR -> Optional.of(of(bytes.get(1) & 0xf, bytes.get(2) & 0xff, bytes.get(3) & 0xff));
            default -> Optional.empty();
        };
    }

    private static Sense fixed(ByteBuffer bytes) {
        boolean valid = (bytes.get(0) & VALID) != 0;
        boolean pointed = bytes.remaining() >= FIXED_LENGTH && (bytes.get(15) & FIELD_OF_CDB) == FIELD_OF_CDB;
        return new Sense(
                bytes.get(2) & 0xf,
                bytes.get(12) & 0xff,
                bytes.get(13) & 0xff,
                valid ? OptionalLong.of(bytes.getInt(3) & 0xffffffffL) : OptionalLong.empty(),
                pointed ? OptionalInt.of(bytes.getShort(16) & 0xffff) : OptionalInt.empty());
    }

    /// True when both have the same key and additional code, whatever they point to.
    public boolean isSame(Sense other) {
        return key == other.key && asc == other.asc && ascq == other.ascq;
    }

    @Override
    public String toString() {
        return "sense key %x asc/ascq %02x/%02x".formatted(key, asc, ascq);
    }
}
