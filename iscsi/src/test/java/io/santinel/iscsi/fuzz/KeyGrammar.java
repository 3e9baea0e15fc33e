package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.key.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Texts of keys with values that are right, nearly so, or of another key's kind.
public final class KeyGrammar {
    private static final List<String> VALUES = List.of(
            "Yes",
            "No",
            "None",
            "CRC32C",
            "None,CRC32C",
            "CRC32C,None",
            "CHAP",
            "CHAP,None",
            "KRB5",
            "Normal",
            "Discovery",
            "Irrelevant",
            "NotUnderstood",
            "Reject",
            "All",
            "0",
            "1",
            "2",
            "512",
            "8192",
            "262144",
            "16777215",
            "16777216",
            "4294967296",
            "99999999999999999999",
            "0x200",
            "0xffffff",
            "0x",
            "0b",
            "-1",
            "5",
            "5,7",
            "6,7,8",
            "",
            "1~2",
            "127.0.0.1:3260,1",
            "[::1]:3260,1",
            "[fd00::4",
            "0.0.0.0",
            "host:99999,70000",
            "iqn.2026-01.io.example:disk",
            "iqn.2026-01.io.example:host",
            "eui.0123456789abcdef",
            "alice",
            "0x00112233445566778899aabbccddeeff",
            "0bAAECAwQFBgcICQoLDA0ODw==",
            "RFC3720",
            "ResponseFence,FastAbort");

    private KeyGrammar() {}

    public static List<String> words() {
        return Stream.concat(Arrays.stream(Key.values()).map(key -> key.text() + "="), VALUES.stream())
                .toList();
    }

    public static byte[] text(RandomGenerator random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(pair(random));
            text.append("\0".repeat(random.nextInt(20) == 0 ? random.nextInt(3) : 1));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String pair(RandomGenerator random) {
        Key[] keys = Key.values();
        String key = random.nextInt(10) == 0
                ? "X-" + "k".repeat(random.nextInt(70))
                : keys[random.nextInt(keys.length)].text();
        String value = switch (random.nextInt(12)) {
            case 0 -> Integer.toUnsignedString(random.nextInt());
            case 1 -> "0x" + Integer.toHexString(random.nextInt());
            case 2 -> "v".repeat(random.nextInt(random.nextInt(10) == 0 ? 9000 : 300));
            case 3 -> "\u00e9\u4e16";
            default -> VALUES.get(random.nextInt(VALUES.size()));
        };
        return random.nextInt(30) == 0 ? key : key + "=" + value;
    }

    /// Cuts a text where login PDUs might.
    static List<byte[]> cut(RandomGenerator random, byte[] text) {
        List<byte[]> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length) {
            int length = random.nextInt(4) == 0 ? random.nextInt(1, 100) : text.length;
            parts.add(Arrays.copyOfRange(text, at, Math.min(text.length, at + length)));
            at += length;
        }
        return parts;
    }
}
