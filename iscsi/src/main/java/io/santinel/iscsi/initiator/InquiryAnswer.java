package io.santinel.iscsi.initiator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What a logical unit says about itself, SPC-4 §6.6.2; texts without their padding.
///
/// @param qualifier 0 when a device is there
/// @param deviceType 0 for a disk, 0x0c for an array's controller
public record InquiryAnswer(int qualifier, int deviceType, String vendor, String product, String revision) {
    static final int LENGTH = 36;

    static InquiryAnswer parse(ByteBuffer bytes) {
        int first = Byte.toUnsignedInt(bytes.get(0));
        return new InquiryAnswer(first >> 5, first & 0x1f, text(bytes, 8, 8), text(bytes, 16, 16), text(bytes, 32, 4));
    }

    private static String text(ByteBuffer bytes, int at, int length) {
        return StandardCharsets.ISO_8859_1
                .decode(bytes.slice(at, length))
                .toString()
                .strip();
    }
}
