package io.santinel.app.wire;

import java.nio.ByteBuffer;

/// What a pcapng file says about an interface.
///
/// @param linkType LINKTYPE_ number
/// @param snapLength bytes that are kept of a frame
/// @param resolution exponent of the unit of time, of 10 or, with the top bit set, of 2
/// @param offset seconds to add
record PcapngInterface(int linkType, int snapLength, int resolution, long offset) {
    private static final int RESOLUTION = 9;
    private static final int OFFSET = 14;
    private static final int MICROS = 6;
    private static final int OF_TWO = 0x80;
    private static final double NANOS_PER_SECOND = 1e9;

    /// Reads the body of an interface's block: at least 8 bytes.
    static PcapngInterface read(ByteBuffer body) {
        int resolution = MICROS;
        long offset = 0;
        int at = 8;
        while (body.limit() - at >= 4) {
            int code = body.getShort(at) & 0xffff;
            int length = body.getShort(at + 2) & 0xffff;
            if (code == 0 || length > body.limit() - at - 4) {
                break;
            }
            if (code == RESOLUTION && length == 1) {
                resolution = body.get(at + 4) & 0xff;
            } else if (code == OFFSET && length == 8) {
                offset = body.getLong(at + 4);
            }
            at += 4 + ((length + 3) & ~3);
        }
        int snapLength = body.getInt(4);
        return new PcapngInterface(
                body.getShort(0) & 0xffff, snapLength <= 0 ? Integer.MAX_VALUE : snapLength, resolution, offset);
    }

    /// Nanoseconds since 1970; whole where the unit is a microsecond or a nanosecond, else as exact as a double.
    long nanos(long units) {
        long base = offset * (long) NANOS_PER_SECOND;
        return base
                + switch (resolution) {
                    case MICROS -> units * 1000;
                    case 9 -> units;
                    default -> (long) (unsigned(units) * NANOS_PER_SECOND / unitsPerSecond());
                };
    }

    private double unitsPerSecond() {
        return (resolution & OF_TWO) != 0 ? Math.pow(2, resolution & ~OF_TWO) : Math.pow(10, resolution);
    }

    private static double unsigned(long units) {
        return units >= 0 ? units : units + 0x1p64;
    }
}
