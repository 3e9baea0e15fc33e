package io.santinel.iscsi.name;

import java.util.HexFormat;
import java.util.OptionalInt;

/// A logical unit number in its eight bytes, SAM-5 §4.7: PDUs carry them as a `long` so that a command needs no object.
public final class Lun {
    /// Single-level numbers reach from 0 to here (14 bits, flat space addressing).
    public static final int MAX = 0x3fff;

    private static final int PERIPHERAL_MAX = 0xff;
    private static final int FLAT = 0x4000;

    private Lun() {}

    /// The eight bytes of a single-level number: peripheral device addressing below 256, flat space above, as Linux
    /// does it.
    public static long bits(int number) {
        if (number < 0 || number > MAX) {
            throw new IllegalArgumentException("LUN " + number + ": want 0 to " + MAX);
        }
        long level = number <= PERIPHERAL_MAX ? number : FLAT | number;
        return level << 48;
    }

    /// The number, or nothing when the eight bytes are not a single-level number (further levels, a bus, a well-known
    /// logical unit).
    public static OptionalInt number(long bits) {
        int level = (int) (bits >>> 48);
        boolean single = bits << 16 == 0;
        boolean peripheral = level <= PERIPHERAL_MAX;
        boolean flat = (level & 0xc000) == FLAT;
        return single && (peripheral || flat) ? OptionalInt.of(level & MAX) : OptionalInt.empty();
    }

    /// The number in decimal, or the sixteen hexadecimal digits of what is none.
    public static String text(long bits) {
        OptionalInt number = number(bits);
        return number.isPresent()
                ? Integer.toString(number.getAsInt())
                : HexFormat.of().toHexDigits(bits);
    }
}
