package io.santinel.iscsi.key;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What one end would like each operational key to be: an initiator offers it, a target answers by it.
///
/// @param values in the order of the table; a key that is left out is not offered, and its default is the wish
public record Wishes(Map<Key, String> values) {
    /// What open-iscsi offers, with room for unsolicited data.
    public static final Wishes INITIATOR = new Wishes(Map.of())
            .with(Key.HEADER_DIGEST, "None")
            .with(Key.DATA_DIGEST, "None")
            .with(Key.MAX_CONNECTIONS, "1")
            .with(Key.INITIAL_R2T, "No")
            .with(Key.IMMEDIATE_DATA, "Yes")
            .with(Key.MAX_RECV_DATA_SEGMENT_LENGTH, "262144")
            .with(Key.MAX_BURST_LENGTH, "16776192")
            .with(Key.FIRST_BURST_LENGTH, "262144")
            .with(Key.DEFAULT_TIME2WAIT, "2")
            .with(Key.DEFAULT_TIME2RETAIN, "0")
            .with(Key.MAX_OUTSTANDING_R2T, "1")
            .with(Key.DATA_PDU_IN_ORDER, "Yes")
            .with(Key.DATA_SEQUENCE_IN_ORDER, "Yes")
            .with(Key.ERROR_RECOVERY_LEVEL, "0");

    /// A target that takes digests and unsolicited data when the initiator wants them. It asks for no wait before a
    /// relogin: nothing of the old session runs any more when the new one begins.
    public static final Wishes TARGET = INITIATOR
            .with(Key.HEADER_DIGEST, "None,CRC32C")
            .with(Key.DATA_DIGEST, "None,CRC32C")
            .with(Key.MAX_BURST_LENGTH, "1048576")
            .with(Key.DEFAULT_TIME2WAIT, "0")
            .with(Key.DEFAULT_TIME2RETAIN, "20");

    public Wishes {
        EnumMap<Key, String> copy = new EnumMap<>(Key.class);
        values.forEach((key, value) -> {
            if (!key.kind().valid(value)) {
                throw new IllegalArgumentException(
                        key + "=" + value + " cannot be wished (RFC 7143 §" + key.section() + ")");
            }
            copy.put(key, value);
        });
        values = Collections.unmodifiableMap(copy);
    }

    /// These wishes and one more, or one of them changed.
    ///
    /// @throws IllegalArgumentException when the table does not allow this value; the message names both
    public Wishes with(Key key, String value) {
        EnumMap<Key, String> more = new EnumMap<>(Key.class);
        more.putAll(values);
        more.put(key, value);
        return new Wishes(more);
    }

    /// The wish for this key, its default when there is none.
    public String of(Key key) {
        return values.getOrDefault(key, key.byDefault());
    }
}
