package io.santinel.app.demo;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.LogicalUnit;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.NetworkEntity.Listen;
import io.santinel.iscsi.target.NetworkPortal;
import io.santinel.iscsi.target.RamBackstore;
import io.santinel.iscsi.target.TargetNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The demo's storage: three targets, each with two RAM-backed units, reached through three portals of their own
/// loopback addresses, as an array with three ports would be.
public final class DemoArray implements AutoCloseable {
    /// One portal a fabric: san-a, san-b, san-c.
    static final List<String> ADDRESSES = List.of("127.0.1.1", "127.0.2.1", "127.0.3.1");

    static final List<IscsiName> TARGETS = List.of(
            new IscsiName("iqn.2026-01.io.santinel.demo:pgdata"),
            new IscsiName("iqn.2026-01.io.santinel.demo:vmfs"),
            new IscsiName("iqn.2026-01.io.santinel.demo:archive"));

    static final int UNITS = 2;

    private static final long UNIT_BYTES = 16L << 20;
    private static final int FIRST_PORT = 13260;
    private static final int TRIES = 50;
    private static final String PORT_FILE = "demo-portals";

    private final NetworkEntity entity;

    private DemoArray(NetworkEntity entity) {
        this.entity = entity;
    }

    /// Opens all portals on one port number, the one that `data` remembers or the first that is free, so that a demo
    /// that is started again on its data finds its services again.
    ///
    /// @throws IOException when no port is free
    public static DemoArray open(Path data) throws IOException {
        Path remembered = data.resolve(PORT_FILE);
        if (Files.exists(remembered)) {
            return open(Integer.parseInt(Files.readString(remembered).strip()));
        }
        IscsiException last = null;
        for (int port = FIRST_PORT; port < FIRST_PORT + TRIES; port++) {
            try {
                DemoArray array = open(port);
                Files.writeString(remembered, port + "\n");
                return array;
            } catch (IscsiException e) {
                last = e;
            }
        }
        throw new IOException("no port from " + FIRST_PORT + " on is free on " + ADDRESSES, last);
    }

    private static DemoArray open(int port) throws IscsiException {
        List<Listen> portals = new ArrayList<>();
        for (int i = 0; i < ADDRESSES.size(); i++) {
            portals.add(new Listen(ADDRESSES.get(i), port, i + 1));
        }
        List<TargetNode> nodes = new ArrayList<>();
        for (IscsiName target : TARGETS) {
            nodes.add(node(target));
        }
        return new DemoArray(NetworkEntity.open(nodes, portals, Limits.DEFAULT));
    }

    private static TargetNode node(IscsiName name) throws IscsiException {
        List<LogicalUnit> units = new ArrayList<>();
        for (int number = 0; number < UNITS; number++) {
            units.add(new LogicalUnit(number, Identity.of(name.text(), number), RamBackstore.allocate(UNIT_BYTES)));
        }
        return new TargetNode(name, units, Optional.empty());
    }

    /// The portal of a fabric, 0 for san-a.
    Portal portal(int fabric) {
        return entity.portals().get(fabric).address();
    }

    List<NetworkPortal> portals() {
        return entity.portals();
    }

    @Override
    public void close() {
        entity.close();
    }
}
