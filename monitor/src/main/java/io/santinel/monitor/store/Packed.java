package io.santinel.monitor.store;

import java.nio.ByteBuffer;

/// What samples and rows have in common: numbers of variable length and two bits for each column.
///
/// A sample (one poll of one service) is `layout, codes, values`. Codes: absent, zero, a 32-bit float where that is the
/// number exactly, else a 64-bit double: nothing is lost.
///
/// A row (one step of a coarser tier) is `step within the bucket, layout, samples, codes, values`. Codes: absent, zero,
/// one float where minimum, maximum and mean are equal, else those three. Floats carry 24 bits: the relative error is
/// at most 6·10⁻⁸. Where not every metric has a value in every sample the lowest bit of `samples` is set and each
/// present metric's values are followed by its own number of samples.
final class Packed {
    static final int ABSENT = 0;
    static final int ZERO = 1;
    static final int SHORT = 2;
    static final int LONG = 3;

    private Packed() {}

    static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = in.get();
            number |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return number;
            }
        }
        throw new IllegalStateException("a number of more than 64 bits at " + in.position());
    }

    static int codesLength(int columns) {
        return (columns + 3) / 4;
    }

    static int code(ByteBuffer in, int codesAt, int column) {
        return (in.get(codesAt + column / 4) >> (2 * (column % 4))) & 3;
    }

    static void putCode(ByteBuffer out, int codesAt, int column, int code) {
        int at = codesAt + column / 4;
        out.put(at, (byte) (out.get(at) | (code << (2 * (column % 4)))));
    }

    /// The nearest float; what lies beyond its range becomes its largest.
    static float narrow(double value) {
        return (float) Math.clamp(value, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
