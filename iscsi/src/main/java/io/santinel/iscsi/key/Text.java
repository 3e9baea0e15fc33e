package io.santinel.iscsi.key;

import io.santinel.iscsi.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The text of Login and Text PDUs, RFC 7143 §6.1: `key=value` pairs, each ended by a zero byte.
public final class Text {
    /// Longest name of a key, in bytes.
    public static final int MAX_KEY = 63;
    /// Longest value of a key that does not say otherwise, in bytes.
    public static final int MAX_VALUE = 255;
    /// Longest value of any key: what one login PDU holds; binaries of CHAP, lists of targets.
    public static final int MAX_LONG_VALUE = 8192;

    private Text() {}

    /// Reads the pairs of a whole text. Zero bytes in a row count as one; the last may be missing.
    ///
    /// @throws ProtocolViolation when a pair has no `=`, or key or value are too long
    public static List<KeyValue> parse(ByteBuffer text) {
        List<KeyValue> pairs = new ArrayList<>();
        int start = text.position();
        for (int at = start; at <= text.limit(); at++) {
            if (at == text.limit() || text.get(at) == 0) {
                if (at > start) {
                    pairs.add(pair(text.slice(start, at - start)));
                }
                start = at + 1;
            }
        }
        return pairs;
    }

    /// The pairs one after the other, each with its zero byte.
    ///
    /// @throws IllegalArgumentException when a key or value is too long for the wire
    public static ByteBuffer encode(List<KeyValue> pairs) {
        StringBuilder all = new StringBuilder();
        for (KeyValue pair : pairs) {
            if (pair.key().length() > MAX_KEY || pair.value().length() > MAX_LONG_VALUE) {
                throw new IllegalArgumentException("key " + pair.key() + ": too long for a text segment");
            }
            all.append(pair.key()).append('=').append(pair.value()).append('\0');
        }
        return StandardCharsets.UTF_8.encode(all.toString());
    }

    /// Cuts a text into segments for PDUs of which all but the last carry the C bit; of an empty text one empty
    /// segment.
    ///
    /// @param limit the receiver's MaxRecvDataSegmentLength, 8192 during login
    public static List<ByteBuffer> split(ByteBuffer text, int limit) {
        List<ByteBuffer> segments = new ArrayList<>();
        for (int at = 0; at == 0 || at < text.remaining(); at += limit) {
            segments.add(text.slice(text.position() + at, Math.min(limit, text.remaining() - at)));
        }
        return segments;
    }

    /// The first value of this key.
    public static Optional<String> find(List<KeyValue> pairs, Key key) {
        return find(pairs, key.text());
    }

    /// The first value of this key.
    public static Optional<String> find(List<KeyValue> pairs, String key) {
        return pairs.stream()
                .filter(p -> p.key().equals(key))
                .map(KeyValue::value)
                .findFirst();
    }

    private static KeyValue pair(ByteBuffer bytes) {
        String pair = StandardCharsets.UTF_8.decode(bytes).toString();
        int equals = pair.indexOf('=');
        if (equals < 1 || equals > MAX_KEY) {
            throw new ProtocolViolation(
                    "6.1", "text \"" + excerpt(pair) + "\": want KEY=VALUE with a key of 1 to 63 bytes");
        }
        String key = pair.substring(0, equals);
        int max = Key.of(key).map(Key::maxLength).orElse(MAX_LONG_VALUE);
        if (bytes.limit() - equals - 1 > max) {
            throw new ProtocolViolation("6.1", "value of " + key + " is longer than " + max + " bytes");
        }
        return new KeyValue(key, pair.substring(equals + 1));
    }

    private static String excerpt(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= MAX_KEY ? clean : clean.substring(0, MAX_KEY) + "…";
    }
}
