package io.santinel.iscsi.key;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One target of an answer to SendTargets, RFC 7143 Appendix C.
///
/// @param name as the target gave it
/// @param addresses none when it is reached where the question was asked
public record DiscoveredTarget(String name, List<TargetAddress> addresses) {
    public DiscoveredTarget {
        addresses = List.copyOf(addresses);
    }

    /// Reads the whole answer. A name that comes again gathers its addresses; an address before the first name belongs
    /// to nobody and is left out.
    public static List<DiscoveredTarget> parse(List<KeyValue> pairs) {
        Map<String, List<TargetAddress>> targets = new LinkedHashMap<>();
        List<TargetAddress> current = new ArrayList<>();
        for (KeyValue pair : pairs) {
            if (pair.key().equals(Key.TARGET_NAME.text())) {
                current = targets.computeIfAbsent(pair.value(), _ -> new ArrayList<>());
            } else if (pair.key().equals(Key.TARGET_ADDRESS.text())) {
                current.add(TargetAddress.parse(pair.value()));
            }
        }
        return targets.entrySet().stream()
                .map(e -> new DiscoveredTarget(e.getKey(), e.getValue()))
                .toList();
    }

    /// The pairs of such an answer.
    public List<KeyValue> pairs() {
        List<KeyValue> pairs = new ArrayList<>();
        pairs.add(KeyValue.of(Key.TARGET_NAME, name));
        addresses.forEach(a -> pairs.add(KeyValue.of(Key.TARGET_ADDRESS, a.toString())));
        return pairs;
    }
}
