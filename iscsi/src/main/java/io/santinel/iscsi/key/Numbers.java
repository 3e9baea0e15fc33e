package io.santinel.iscsi.key;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Numbers and binaries in text, RFC 7143 §6.1.
public final class Numbers {
    private Numbers() {}

    /// A number in decimal or, after `0x`, in hexadecimal digits; nothing when it is none or is over 2⁶³ − 1.
    public static OptionalLong number(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        String digits = hex ? text.substring(2) : text;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> Character.digit(c, hex ? 16 : 10) >= 0)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(digits, hex ? 16 : 10));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /// A binary after `0x` in hexadecimal digits of either case or after `0b` in Base64; nothing when it is neither or
    /// holds more than `limit` bytes.
    public static Optional<byte[]> binary(String text, int limit) {
        if (text.length() < 3) {
            return Optional.empty();
        }
        String digits = text.substring(2);
        try {
            byte[] bytes = switch (text.substring(0, 2).toLowerCase(Locale.ROOT)) {
                case "0x" -> HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
                case "0b" -> Base64.getDecoder().decode(digits);
                default -> new byte[limit + 1];
            };
            return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// A binary in hexadecimal digits.
    public static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
