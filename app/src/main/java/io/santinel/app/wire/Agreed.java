package io.santinel.app.wire;

import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Kind;
import io.santinel.iscsi.key.Numbers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the two ends of a connection said about each key, and what follows from it, RFC 7143 §6.2 and §13.
final class Agreed {
    private final Map<Key, String> ofInitiator = new EnumMap<>(Key.class);
    private final Map<Key, String> ofTarget = new EnumMap<>(Key.class);

    /// Notes a text; refusals of a key say nothing about its value.
    void note(boolean fromTarget, List<KeyValue> pairs) {
        for (KeyValue pair : pairs) {
            boolean refusal = pair.value().equals(KeyValue.IRRELEVANT)
                    || pair.value().equals(KeyValue.NOT_UNDERSTOOD)
                    || pair.value().equals(KeyValue.REJECT);
            if (!refusal) {
                Key.of(pair.key()).ifPresent(key -> (fromTarget ? ofTarget : ofInitiator).put(key, pair.value()));
            }
        }
    }

    /// What one end declared.
    Optional<String> declared(boolean byTarget, Key key) {
        return Optional.ofNullable((byTarget ? ofTarget : ofInitiator).get(key));
    }

    /// What one end takes at most in a data segment during full feature phase; bytes.
    long receiveLimit(boolean ofTarget) {
        return declared(ofTarget, Key.MAX_RECV_DATA_SEGMENT_LENGTH)
                .map(Agreed::number)
                .orElseGet(() -> number(Key.MAX_RECV_DATA_SEGMENT_LENGTH.byDefault()));
    }

    boolean yes(Key key) {
        return value(key).equals("Yes");
    }

    long number(Key key) {
        return number(value(key));
    }

    boolean digest(Key key) {
        return value(key).equals("CRC32C");
    }

    boolean isDiscovery() {
        return declared(false, Key.SESSION_TYPE).filter("Discovery"::equals).isPresent();
    }

    /// Agreed is only what both said; of a list the answer, which has one word.
    private String value(Key key) {
        String initiator = ofInitiator.get(key);
        String target = ofTarget.get(key);
        if (initiator == null || target == null) {
            return key.byDefault();
        }
        return key.kind() instanceof Kind.Choice
                ? target.contains(",") ? initiator : target
                : key.kind().answer(initiator, target).orElse(target);
    }

    private static long number(String value) {
        return Numbers.number(value).orElse(0);
    }
}
