package io.santinel.iscsi.target;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A session that is logged in, with its one connection.
final class TargetSession {
    private static final long END_WITHIN_SECONDS = 2;

    private final Key key;
    private final int tsih;
    private final TargetNode node;
    private final Nexus nexus;
    private final Runnable drop;
    private final Instant since;
    private final CountDownLatch ended = new CountDownLatch(1);

    /// What makes a new login the successor of an old session (RFC 7143 §6.3.5).
    record Key(IscsiName initiator, Isid isid, IscsiName target, int portalGroupTag) {}

    /// @param drop closes the connection
    TargetSession(Key key, int tsih, TargetNode node, Nexus nexus, Runnable drop, Instant since) {
        this.key = key;
        this.tsih = tsih;
        this.node = node;
        this.nexus = nexus;
        this.drop = drop;
        this.since = since;
    }

    Key key() {
        return key;
    }

    int tsih() {
        return tsih;
    }

    Nexus nexus() {
        return nexus;
    }

    Instant since() {
        return since;
    }

    void drop() {
        drop.run();
    }

    /// The connection's thread is through with it.
    void end() {
        node.units().forEach(unit -> unit.detach(nexus));
        ended.countDown();
    }

    /// Drops the connection and waits until nothing of the session runs any more.
    ///
    /// @throws IscsiException when it goes on for too long: a successor must not begin beside it
    void close() throws IscsiException {
        drop.run();
        try {
            if (!ended.await(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IscsiException(
                        ErrorCode.BUSY, key.initiator() + ": its session before is still busy; login dropped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IscsiException(ErrorCode.BUSY, key.initiator() + ": login interrupted", e);
        }
    }
}
