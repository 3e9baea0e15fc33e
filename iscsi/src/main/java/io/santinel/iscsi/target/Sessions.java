package io.santinel.iscsi.target;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.scsi.Sense;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /// Enters a session under its reserved TSIH; the one that it reinstates is closed before (RFC 7143 §6.3.5).
    TargetSession enter(TargetSession.Key key, int tsih, Nexus nexus, Runnable drop) throws IscsiException {
        TargetSession session = new TargetSession(key, tsih, nexus, drop, clock.instant());
        Optional<TargetSession> before = replace(session);
        try {
            if (before.isPresent()) {
                before.get().close();
            }
        } catch (IscsiException e) {
            end(session);
            throw e;
        }
        return session;
    }

    private synchronized Optional<TargetSession> replace(TargetSession session) {
        @Nullable TargetSession old = null;
        for (TargetSession other : byTsih.values()) {
            if (other.key().equals(session.key())) {
                old = other;
            }
        }
        if (old != null) {
            byTsih.remove(old.tsih());
        }
        reserved.remove(session.tsih());
        byTsih.put(session.tsih(), session);
        return Optional.ofNullable(old);
    }

    /// Removes a session whose connection has ended.
    synchronized void end(TargetSession session) {
        byTsih.remove(session.tsih(), session);
        session.end();
    }

    synchronized List<TargetSession> all() {
        return List.copyOf(byTsih.values());
    }

    /// The view that one session's task management has of the others to its target.
    TaskManagement.Others beside(TargetSession self) {
        return new TaskManagement.Others() {
            @Override
            public void attention(int lun, Sense sense) {
                others(self).forEach(other -> other.nexus().attention(lun, sense));
            }

            @Override
            public void dropAll() {
                others(self).forEach(TargetSession::drop);
            }
        };
    }

    private List<TargetSession> others(TargetSession self) {
        return all().stream()
                .filter(s -> s != self && s.key().target().equals(self.key().target()))
                .toList();
    }
}
