package io.santinel.iscsi.target;

import io.santinel.iscsi.key.DiscoveredTarget;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.TargetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Answers text requests: which targets there are, and where (RFC 7143 appendix C).
final class SendTargets {
    private static final String ALL = "All";

    private final NetworkEntity entity;
    private final Optional<TargetNode> own;
    private final String localHost;
    private final String initiatorName;

    /// @param own the session's target, none in a discovery session
    /// @param localHost address that the initiator reached us at, for portals that listen everywhere
    /// @param initiatorName who asks: targets that do not let it in are not there for it
    SendTargets(NetworkEntity entity, Optional<TargetNode> own, String localHost, String initiatorName) {
        this.entity = entity;
        this.own = own;
        this.localHost = localHost;
        this.initiatorName = initiatorName;
    }

    List<KeyValue> answer(List<KeyValue> asked) {
        List<KeyValue> out = new ArrayList<>();
        asked.forEach(pair -> answer(pair, out));
        return out;
    }

    private void answer(KeyValue pair, List<KeyValue> out) {
        if (!pair.key().equals(Key.SEND_TARGETS.text())) {
            out.add(new KeyValue(pair.key(), KeyValue.NOT_UNDERSTOOD));
        } else if (pair.value().equals(ALL) && own.isPresent()) {
            out.add(KeyValue.of(Key.SEND_TARGETS, KeyValue.REJECT));
        } else {
            targets(pair.value())
                    .forEach(node -> out.addAll(new DiscoveredTarget(node.name().text(), addresses(node)).pairs()));
        }
    }

    private List<TargetNode> targets(String value) {
        if (value.equals(ALL)) {
            return entity.nodes().stream()
                    .filter(node -> node.admits(initiatorName))
                    .filter(node -> !addresses(node).isEmpty())
                    .toList();
        }
        if (value.isEmpty()) {
            return own.stream().toList();
        }
        return entity.node(value).stream()
                .filter(node -> own.isEmpty() || own.get() == node)
                .filter(node -> node.admits(initiatorName))
                .toList();
    }

    private List<TargetAddress> addresses(TargetNode node) {
        return entity.portals().stream()
                .filter(NetworkPortal::isOpen)
                .filter(portal -> node.isIn(portal.portalGroupTag()))
                .map(portal -> new TargetAddress(portal.reachedAt(localHost), OptionalInt.of(portal.portalGroupTag())))
                .toList();
    }
}
