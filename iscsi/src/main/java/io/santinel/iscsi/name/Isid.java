package io.santinel.iscsi.name;

import java.util.HexFormat;

/// Initiator Session ID, RFC 7143 §11.12.5: with the initiator's name and the portal group it names a session.
///
/// @param bits the 48 bits as on the wire, in the low end
public record Isid(long bits) {
    private static final long MASK = 0xffff_ffff_ffffL;
    private static final int BYTES = 6;

    public Isid {
        if ((bits & ~MASK) != 0) {
            throw new IllegalArgumentException("ISID " + Long.toHexString(bits) + ": want 48 bits");
        }
    }

    /// The form of an organisation's OUI, as open-iscsi uses it (`00023d` and a counter).
    ///
    /// @param oui 22 bits
    /// @param qualifier 24 bits
    public static Isid ofOui(int oui, int qualifier) {
        return new Isid(((oui & 0x3f_ffffL) << 24) | (qualifier & 0xff_ffffL));
    }

    /// The random form (type 10b).
    ///
    /// @param random 24 bits
    /// @param qualifier 16 bits
    public static Isid ofRandom(int random, int qualifier) {
        return new Isid((0x80L << 40) | ((random & 0xff_ffffL) << 16) | (qualifier & 0xffffL));
    }

    /// Reads twelve hexadecimal digits.
    public static Isid parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("ISID \"" + hex + "\": want 12 hexadecimal digits");
        }
        return new Isid(HexFormat.fromHexDigitsToLong(hex));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(bits, 2 * BYTES);
    }
}
