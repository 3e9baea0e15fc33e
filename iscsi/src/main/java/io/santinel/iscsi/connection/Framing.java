package io.santinel.iscsi.connection;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Lengths and digests of what surrounds a PDU's segments on the wire, RFC 7143 §11.1, §13.1.
final class Framing {
    private static final int DIGEST = 4;

    private Framing() {}

    /// Bytes that fill a data segment up to a multiple of four.
    static int padding(int dataLength) {
        return -dataLength & 3;
    }

    static int digest(boolean present) {
        return present ? DIGEST : 0;
    }

    /// Takes bytes into a digest; the buffer's position and limit are left as they were.
    static void digest(CRC32C crc, ByteBuffer bytes, int at, int length) {
        int position = bytes.position();
        int limit = bytes.limit();
        crc.update(bytes.limit(at + length).position(at));
        bytes.limit(limit).position(position);
    }

    /// All bytes of a PDU.
    ///
    /// @param headLength BHS and AHS
    static int length(int headLength, int dataLength, boolean headerDigest, boolean dataDigest) {
        return headLength
                + digest(headerDigest)
                + dataLength
                + padding(dataLength)
                + digest(dataDigest && dataLength > 0);
    }
}
