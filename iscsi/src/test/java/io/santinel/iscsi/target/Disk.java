package io.santinel.iscsi.target;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.scsi.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A target on loopback with two disks, 2 MiB and 1 MiB.
final class Disk implements AutoCloseable {
    final NetworkEntity entity;

    private Disk(NetworkEntity entity) {
        this.entity = entity;
    }

    static Disk open(Limits limits) throws IscsiException {
        return open(limits, Optional.empty(), List.of(Peer.TARGET), "127.0.0.1");
    }

    static Disk open(Limits limits, Optional<TargetAuthentication> authentication, List<String> names, String... hosts)
            throws IscsiException {
        List<TargetNode> nodes = new ArrayList<>();
        for (String name : names) {
            nodes.add(new TargetNode(new IscsiName(name), List.of(unit(name, 0, 2), unit(name, 1, 1)), authentication));
        }
        List<NetworkEntity.Listen> listens = new ArrayList<>();
        for (String host : hosts) {
            listens.add(new NetworkEntity.Listen(host, 0, listens.size() + 1));
        }
        return new Disk(NetworkEntity.open(nodes, listens, limits));
    }

    private static LogicalUnit unit(String name, int number, int mebibytes) throws IscsiException {
        return new LogicalUnit(number, Identity.of(name, number), RamBackstore.allocate((long) mebibytes << 20));
    }

    NetworkPortal portal() {
        return entity.portals().getFirst();
    }

    Portal address() {
        return portal().address();
    }

    @Override
    public void close() {
        entity.close();
    }
}
