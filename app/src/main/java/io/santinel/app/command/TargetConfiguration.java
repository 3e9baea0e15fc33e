package io.santinel.app.command;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.target.Backstore;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.LogicalUnit;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.NetworkEntity.Listen;
import io.santinel.iscsi.target.Redirect;
import io.santinel.iscsi.target.TargetNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a target process serves, and where: all of it checked, nothing of it opened.
///
/// @param discovery what an initiator has to prove before it is told which targets there are
record TargetConfiguration(
        List<Listen> portals, List<Node> nodes, Limits limits, Optional<TargetAuthentication> discovery) {
    /// One target.
    ///
    /// @param units medium of LUN 0, 1, …
    /// @param groups portal group tags that it is reached through, empty for all
    /// @param initiators that may use it, empty for all
    /// @param redirect where its initiators are sent instead
    record Node(
            IscsiName name,
            List<Medium> units,
            Optional<TargetAuthentication> authentication,
            Set<Integer> groups,
            Set<IscsiName> initiators,
            Optional<Redirect> redirect) {
        Node {
            units = List.copyOf(units);
            groups = Set.copyOf(groups);
            initiators = Set.copyOf(initiators);
        }

        /// Through all portals, for all initiators.
        Node(IscsiName name, List<Medium> units, Optional<TargetAuthentication> authentication) {
            this(name, units, authentication, Set.of(), Set.of(), Optional.empty());
        }
    }

    TargetConfiguration {
        portals = List.copyOf(portals);
        nodes = List.copyOf(nodes);
    }

    /// Takes hold of every medium, then listens; leaves nothing open when one of it fails.
    NetworkEntity open() throws IscsiException {
        List<Backstore> opened = new ArrayList<>();
        try {
            List<TargetNode> targets = new ArrayList<>();
            for (Node node : nodes) {
                targets.add(open(node, opened));
            }
            return NetworkEntity.open(targets, portals, limits, discovery);
        } catch (IscsiException | RuntimeException e) {
            opened.forEach(Backstore::close);
            throw e;
        }
    }

    private static TargetNode open(Node node, List<Backstore> opened) throws IscsiException {
        List<LogicalUnit> units = new ArrayList<>();
        for (Medium medium : node.units()) {
            Backstore store = medium.open();
            opened.add(store);
            Identity identity = Identity.of(node.name().text(), units.size(), medium.product());
            units.add(new LogicalUnit(units.size(), identity, store));
        }
        TargetNode target = new TargetNode(node.name(), units, node.authentication())
                .withPortalGroups(node.groups())
                .withInitiators(node.initiators());
        return node.redirect().map(target::withRedirect).orElse(target);
    }
}
