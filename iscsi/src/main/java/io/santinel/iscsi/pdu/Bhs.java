package io.santinel.iscsi.pdu;

import java.nio.ByteBuffer;

/// Bits and lengths that all Basic Header Segments share, RFC 7143 §11.2.1. Encoders put the 48 bytes one after the
/// other, reserved ones too, so that nothing of what the buffer held before gets out.
final class Bhs {
    static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    static final int IMMEDIATE = 0x40;
    static final int FINAL = 0x80;
    static final int CONTINUE = 0x40;
    static final int MAX_DATA = 0xff_ffff;
    static final int MAX_AHS = 0xff * 4;

    private Bhs() {}

    static boolean bit(ByteBuffer bhs, int at, int mask) {
        return (bhs.get(bhs.position() + at) & mask) != 0;
    }

    static int u8(ByteBuffer bhs, int at) {
        return Byte.toUnsignedInt(bhs.get(bhs.position() + at));
    }

    static int u16(ByteBuffer bhs, int at) {
        return Short.toUnsignedInt(bhs.getShort(bhs.position() + at));
    }

    static int i32(ByteBuffer bhs, int at) {
        return bhs.getInt(bhs.position() + at);
    }

    static long i64(ByteBuffer bhs, int at) {
        return bhs.getLong(bhs.position() + at);
    }

    static long isid(ByteBuffer bhs) {
        return i64(bhs, 8) >>> 16;
    }

    /// The `mask` when `set`, else nothing.
    static int flag(boolean set, int mask) {
        return set ? mask : 0;
    }

    /// Byte 0: opcode and the immediate bit.
    static ByteBuffer putOpcode(ByteBuffer out, Opcode opcode, boolean immediate) {
        return out.put((byte) (opcode.code() | flag(immediate, IMMEDIATE)));
    }

    /// Bytes 1 to 3.
    static ByteBuffer putBytes(ByteBuffer out, int first, int second, int third) {
        return out.put((byte) first).put((byte) second).put((byte) third);
    }

    /// Bytes 4 to 7: TotalAHSLength in words, DataSegmentLength in bytes.
    static ByteBuffer putLengths(ByteBuffer out, ByteBuffer ahs, ByteBuffer data) {
        return out.putInt(((ahs.remaining() / 4) << 24) | data.remaining());
    }

    /// A segment of a PDU: a view of its own that nobody writes to.
    static ByteBuffer data(ByteBuffer data) {
        if (data.remaining() > MAX_DATA) {
            throw new IllegalArgumentException(
                    "data segment of " + data.remaining() + " bytes: 24 bits hold no more" + " than " + MAX_DATA);
        }
        return data.asReadOnlyBuffer();
    }
}
