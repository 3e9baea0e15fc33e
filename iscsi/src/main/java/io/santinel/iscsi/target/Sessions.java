package io.santinel.iscsi.target;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// All normal sessions of the network entity, by TSIH. A login reserves its TSIH when it begins and enters the table
/// when it has proved who it is.
final class Sessions {
    /// TSIH of discovery sessions, which nobody ever refers to.
    static final int DISCOVERY = 0xffff;

    private static final int LAST_TSIH = DISCOVERY - 1;

    private final int limit;
    private final InstantSource clock;
    private final Map<Integer, TargetSession> byTsih = new HashMap<>();
    private final Set<Integer> reserved = new HashSet<>();

    /// The last login of each kind that wants to enter.
    private final Map<TargetSession.Key, TargetSession> claims = new HashMap<>();

    private int lastTsih;

    Sessions(int limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /// A TSIH for a login that has begun; empty when there are too many sessions, unless it replaces one.
    synchronized OptionalInt reserve(TargetSession.Key key) {
        boolean replaces = byTsih.values().stream().anyMatch(s -> s.key().equals(key));
        if (byTsih.size() + reserved.size() >= limit && !replaces) {
            return OptionalInt.empty();
        }
        do {
            lastTsih = lastTsih == LAST_TSIH ? 1 : lastTsih + 1;
        } while (byTsih.containsKey(lastTsih) || reserved.contains(lastTsih));
        reserved.add(lastTsih);
        return OptionalInt.of(lastTsih);
    }

    /// Gives a TSIH back whose login came to nothing.
    synchronized void release(int tsih) {
        reserved.remove(tsih);
    }

    /// Whether this session is logged in under this TSIH.
    synchronized boolean has(TargetSession.Key key, int tsih) {
        TargetSession session = byTsih.get(tsih);
        return session != null && session.key().equals(key);
    }

    /// Enters a session under its reserved TSIH when nothing runs any more of the one that it reinstates
    /// (RFC 7143 §6.3.5). The old one stays in the table until then, so that no later login can get past it
    /// either. Of several logins that wait for it the last one gets in.
    ///
    /// @throws IscsiException when the old session goes on for too long, or another login came after this one
    TargetSession enter(TargetSession.Key key, int tsih, TargetNode node, Nexus nexus, Runnable drop)
            throws IscsiException {
        TargetSession session = new TargetSession(key, tsih, node, nexus, drop, clock.instant());
        claim(session);
        try {
            for (Optional<TargetSession> old = take(session); old.isPresent(); old = take(session)) {
                old.get().close();
            }
            node.units().forEach(unit -> unit.attach(nexus));
            return session;
        } finally {
            disclaim(session);
        }
    }

    private synchronized void claim(TargetSession session) {
        claims.put(session.key(), session);
    }

    private synchronized void disclaim(TargetSession session) {
        claims.remove(session.key(), session);
    }

    /// Puts the session into the table, unless another one is in its place: then that.
    private synchronized Optional<TargetSession> take(TargetSession session) throws IscsiException {
        if (claims.get(session.key()) != session) {
            throw new IscsiException(
                    ErrorCode.BUSY, session.key().initiator() + ": logged in once more meanwhile; this login dropped");
        }
        Optional<TargetSession> old = byTsih.values().stream()
                .filter(other -> other.key().equals(session.key()))
                .findFirst();
        if (old.isEmpty()) {
            reserved.remove(session.tsih());
            byTsih.put(session.tsih(), session);
        }
        return old;
    }

    /// Removes a session whose connection has ended.
    synchronized void end(TargetSession session) {
        byTsih.remove(session.tsih(), session);
        session.end();
    }

    synchronized List<TargetSession> all() {
        return List.copyOf(byTsih.values());
    }

    /// Drops all other sessions with the same target.
    void dropBeside(TargetSession self) {
        all().stream()
                .filter(s -> s != self && s.key().target().equals(self.key().target()))
                .forEach(TargetSession::drop);
    }
}
