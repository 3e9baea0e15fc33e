package io.santinel.iscsi.target;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Step.Collect;
import io.santinel.iscsi.target.Step.Done;
import java.nio.ByteBuffer;
import java.util.TreeSet;

/// A logical unit without a target around it, for tests of what its commands do.
final class Units {
    final Backstore store;
    final LogicalUnit unit;

    Units() {
        this(ram());
    }

    Units(Backstore store) {
        this.store = store;
        this.unit = new LogicalUnit(0, Identity.of(Peer.TARGET, 0), store);
    }

    static RamBackstore ram() {
        try {
            return RamBackstore.allocate(1 << 20);
        } catch (IscsiException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A nexus of that initiator, logged in.
    Nexus nexus(String host) {
        Nexus nexus = new Nexus(
                new IscsiName("iqn.2026-01.io.example:" + host),
                Isid.ofOui(0x00023d, 1),
                new Inquiry.Port(Peer.TARGET, 1));
        unit.attach(nexus);
        return nexus;
    }

    Step begin(Nexus nexus, Command command, long dataOut) {
        return unit.begin(nexus, command, new TreeSet<>(java.util.List.of(0)), dataOut);
    }

    /// Begins a command that wants data, and gives it.
    Done with(Nexus nexus, Command command, ByteBuffer data) {
        return switch (begin(nexus, command, data.remaining())) {
            case Collect collect -> collect.then().apply(data.slice(data.position(), collect.length()));
            case Done done -> done;
            case Step other -> throw new IllegalStateException("wants " + other);
        };
    }

    /// What the next TEST UNIT READY hears.
    Sense heard(Nexus nexus) {
        Done done = (Done) begin(nexus, new Command.TestUnitReady(), 0);
        return done.sense().orElse(Sense.NONE);
    }

    ByteBuffer read(int offset, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        try {
            store.read(offset, into);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
        return into.flip();
    }
}
