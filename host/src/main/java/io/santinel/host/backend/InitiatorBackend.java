package io.santinel.host.backend;

import io.santinel.host.model.Host;
import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.session.LastError;
import io.santinel.iscsi.session.SessionView;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// Our own initiator as a machine's source of sessions: each session goes through one of its interfaces, and each
/// interface is a host without counters, as with Linux's software initiator.
public final class InitiatorBackend implements Backend {
    private static final String TRANSPORT = "tcp";

    /// open-iscsi's number for a portal group that nobody has told us.
    private static final int UNKNOWN_TPGT = -1;

    private final Initiator initiator;
    private final List<Iface> ifaces;
    private final Map<Integer, Iface> ifaceBySid = new ConcurrentHashMap<>();

    /// Without sessions; those that the initiator has by other ways are shown with the first interface.
    ///
    /// @param ifaces at least one, what the machine's interfaces are called and have as addresses
    public InitiatorBackend(Initiator initiator, List<Iface> ifaces) {
        if (ifaces.isEmpty()) {
            throw new IllegalArgumentException(initiator.name() + ": an initiator has one interface at least");
        }
        this.initiator = initiator;
        this.ifaces = List.copyOf(ifaces);
    }

    /// Logs in through an interface, waiting for it.
    public IscsiSession login(SessionRequest request, Iface iface) throws IscsiException, InterruptedIOException {
        return bound(initiator.login(request), iface);
    }

    /// A session through an interface that logs in when it can.
    public IscsiSession keep(SessionRequest request, Iface iface) {
        return bound(initiator.keep(request), iface);
    }

    private IscsiSession bound(IscsiSession session, Iface iface) {
        ifaceBySid.put(session.sid(), iface);
        return session;
    }

    @Override
    public List<Session> sessions() {
        List<IscsiSession> open = initiator.sessions();
        ifaceBySid.keySet().retainAll(open.stream().map(IscsiSession::sid).toList());
        return open.stream().map(this::session).toList();
    }

    private Session session(IscsiSession session) {
        SessionView view = session.view();
        return new Session(
                Optional.of(session.sid()),
                TRANSPORT,
                Optional.of(false),
                view.target(),
                text(view.currentPortal(), view.tpgt()),
                text(view.persistentPortal(), view.tpgt()),
                ifaceBySid.getOrDefault(session.sid(), ifaces.getFirst()),
                view.state(),
                Optional.of(view.connectionState()),
                Optional.of(view.internalState()),
                Optional.of(view.since()),
                view.lastError().map(LastError::toString),
                view.counters());
    }

    private static String text(Portal portal, OptionalInt tpgt) {
        return portal + "," + tpgt.orElse(UNKNOWN_TPGT);
    }

    @Override
    public List<Host> hosts() {
        List<Host> hosts = new ArrayList<>();
        for (int number = 0; number < ifaces.size(); number++) {
            Iface iface = ifaces.get(number);
            hosts.add(new Host(
                    Optional.of(number),
                    TRANSPORT,
                    iface.ipAddress(),
                    iface.hwAddress(),
                    iface.netdev(),
                    iface.initiatorName(),
                    Map.of()));
        }
        return hosts;
    }
}
