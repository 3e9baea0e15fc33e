package io.santinel.app.wire;

import io.santinel.iscsi.key.KeyValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Texts out of PDUs.
final class Words {
    private static final int MAX_SHOWN = 120;

    private Words() {}

    /// The pairs of a text as they stand, also those that are none: a key without `=` has an empty value.
    static List<KeyValue> pairs(ByteBuffer data) {
        List<KeyValue> pairs = new ArrayList<>();
        for (String pair :
                StandardCharsets.UTF_8.decode(data.duplicate()).toString().split("\0", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                pairs.add(new KeyValue(
                        equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return HexFormat.of().formatHex(copy);
    }

    static String tag(int tag) {
        return "0x" + HexFormat.of().toHexDigits(tag);
    }

    /// Fit for a terminal: nothing that moves its cursor, and not too long.
    static String clean(String text) {
        String visible = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return visible.length() <= MAX_SHOWN ? visible : visible.substring(0, MAX_SHOWN) + "…";
    }
}
