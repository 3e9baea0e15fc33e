package io.santinel.iscsi.key;

import io.santinel.iscsi.ProtocolViolation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One end's side of the operational negotiation of a login, RFC 7143 §6.2 and §6.3.2. It works for both roles: what
/// this end offered is waited for, what the other end offers is answered. One owner.
///
/// Keys about names, addresses and security are declared and pass by here without an answer.
public final class Negotiation {
    private final Wishes wishes;
    private final boolean discovery;
    private final Set<Key> offered = EnumSet.noneOf(Key.class);
    private final Map<Key, String> settled = new EnumMap<>(Key.class);
    private int peerMaxRecvDataSegmentLength = Integer.parseInt(Key.MAX_RECV_DATA_SEGMENT_LENGTH.byDefault());
    private boolean declared;

    public Negotiation(Wishes wishes, boolean discovery) {
        this.wishes = wishes;
        this.discovery = discovery;
    }

    /// All wishes, as an initiator offers them; in a discovery session those that matter there.
    public List<KeyValue> offer() {
        List<KeyValue> pairs = new ArrayList<>();
        wishes.values().forEach((key, value) -> {
            if (!key.isDeclared() && (key.inDiscovery() || !discovery)) {
                offered.add(key);
                pairs.add(KeyValue.of(key, value));
            }
        });
        pairs.addAll(declarations());
        return pairs;
    }

    /// What this end declares, each time only once: how much it takes in one PDU.
    public List<KeyValue> declarations() {
        if (declared) {
            return List.of();
        }
        declared = true;
        return List.of(KeyValue.of(Key.MAX_RECV_DATA_SEGMENT_LENGTH, wishes.of(Key.MAX_RECV_DATA_SEGMENT_LENGTH)));
    }

    /// Takes what the other end says and gives the answers that are owed, in its order.
    ///
    /// @throws ProtocolViolation when an answer does not go with the offer
    public List<KeyValue> receive(List<KeyValue> pairs) {
        pairs.stream().filter(p -> !dependsOnOthers(p)).forEach(this::settle);
        pairs.stream().filter(Negotiation::dependsOnOthers).forEach(this::settle);
        List<KeyValue> answers = new ArrayList<>();
        for (KeyValue pair : pairs) {
            if (!pair.isRefusal()) {
                Key.of(pair.key())
                        .ifPresentOrElse(
                                key -> answer(key, pair.value(), answers),
                                () -> answers.add(new KeyValue(pair.key(), KeyValue.NOT_UNDERSTOOD)));
            }
        }
        return answers;
    }

    /// What both ends agreed on so far; of keys without an outcome the default.
    public Negotiated result() {
        int own = declared
                ? (int) Numbers.number(wishes.of(Key.MAX_RECV_DATA_SEGMENT_LENGTH))
                        .orElseThrow()
                : Negotiated.DEFAULTS.maxRecvDataSegmentLength();
        return Negotiated.of(discovery, settled, own, peerMaxRecvDataSegmentLength);
    }

    /// FirstBurstLength is irrelevant by the outcome of two others, which may come behind it in the text.
    private static boolean dependsOnOthers(KeyValue pair) {
        return pair.key().equals(Key.FIRST_BURST_LENGTH.text());
    }

    private void settle(KeyValue pair) {
        Key key = Key.of(pair.key()).orElse(null);
        if (key == null || pair.isRefusal()) {
            return;
        }
        if (key == Key.MAX_RECV_DATA_SEGMENT_LENGTH) {
            if (key.kind().valid(pair.value())) {
                peerMaxRecvDataSegmentLength =
                        (int) Numbers.number(pair.value()).orElseThrow();
            }
        } else if (offered.contains(key)) {
            takeAnswer(key, pair.value());
        } else if (!key.isDeclared() && relevant(key)) {
            key.kind().answer(pair.value(), ownLimit(key)).ifPresent(value -> settled.putIfAbsent(key, value));
        }
    }

    /// What this end answers by: FirstBurstLength never more than MaxBurstLength (RFC 7143 §13.14).
    private String ownLimit(Key key) {
        String wish = wishes.of(key);
        return key == Key.FIRST_BURST_LENGTH
                ? Key.MAX_BURST_LENGTH
                        .kind()
                        .answer(settled.getOrDefault(Key.MAX_BURST_LENGTH, Key.MAX_BURST_LENGTH.byDefault()), wish)
                        .orElse(wish)
                : wish;
    }

    private void takeAnswer(Key key, String value) {
        if (!key.kind().admits(wishes.of(key), value)) {
            throw new ProtocolViolation(
                    key.section(), key + "=" + value + " is no answer to " + key + "=" + wishes.of(key));
        }
        String before = settled.putIfAbsent(key, value);
        if (before != null && !before.equals(value)) {
            throw new ProtocolViolation("6.2", key + "=" + value + " after " + key + "=" + before);
        }
    }

    private void answer(Key key, String value, List<KeyValue> answers) {
        if (key == Key.MAX_RECV_DATA_SEGMENT_LENGTH) {
            if (!key.kind().valid(value)) {
                answers.add(KeyValue.of(key, KeyValue.REJECT));
            }
        } else if (!key.isDeclared() && !offered.contains(key) && key.use() != Key.Use.SECURITY) {
            answers.add(KeyValue.of(key, answerTo(key, value)));
        }
    }

    private String answerTo(Key key, String value) {
        if (!relevant(key)) {
            return KeyValue.IRRELEVANT;
        }
        return key.kind().answer(value, wishes.of(key)).isEmpty()
                ? KeyValue.REJECT
                : settled.getOrDefault(key, KeyValue.REJECT);
    }

    private boolean relevant(Key key) {
        if (discovery && !key.inDiscovery()) {
            return false;
        }
        boolean noUnsolicited = "Yes".equals(settled.getOrDefault(Key.INITIAL_R2T, Key.INITIAL_R2T.byDefault()))
                && "No".equals(settled.get(Key.IMMEDIATE_DATA));
        return key != Key.FIRST_BURST_LENGTH || !noUnsolicited;
    }
}
