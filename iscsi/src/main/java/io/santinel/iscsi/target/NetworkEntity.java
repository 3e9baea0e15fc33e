package io.santinel.iscsi.target;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Targets and the portals through which all of them are reached: what RFC 7143 §4.1 calls a network entity. Closing it
/// closes the portals and drops every session.
public final class NetworkEntity implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.santinel.iscsi.target");
    private static final int FIRST_TAG = 1;
    private static final long ROOM_MILLIS = 200;

    /// This part of the places is kept for logins that do not linger.
    private static final int SPARE = 8;

    private static final long TICK_MILLIS_MIN = 10;
    private static final long TICK_MILLIS_MAX = 500;

    private final List<TargetNode> nodes;
    private final List<NetworkPortal> portals = new ArrayList<>();
    private final Limits limits;
    private final Optional<TargetAuthentication> discovery;
    private final Sessions sessions;
    private final Semaphore connections;
    private final long opened = System.nanoTime();
    private final RandomGenerator random = new SecureRandom();
    private final Complaints complaints = new Complaints(System::nanoTime, LOG::log);
    private final Thread clock;

    /// Where a portal is to listen. Portals with one tag form a portal group: a session belongs to a group, so the same
    /// initiator may have one session with a target through each.
    ///
    /// @param host address or name; `0.0.0.0` or `::` for all addresses
    /// @param port 0 for a free one
    /// @param portalGroupTag 1–65535, the same where one session might use both portals
    /// @param redirect where everybody who wants a target is sent instead
    public record Listen(String host, int port, int portalGroupTag, Optional<Redirect> redirect) {
        public Listen {
            if (host.isEmpty() || port < 0 || port > 0xffff || portalGroupTag < 1 || portalGroupTag > 0xffff) {
                throw new IllegalArgumentException(
                        "portal " + host + " port " + port + " tag " + portalGroupTag + ": out of range");
            }
        }

        public Listen(String host, int port, int portalGroupTag) {
            this(host, port, portalGroupTag, Optional.empty());
        }

        /// The same portal, sending everybody elsewhere.
        public Listen withRedirect(Redirect elsewhere) {
            return new Listen(host, port, portalGroupTag, Optional.of(elsewhere));
        }

        /// With a portal group of its own would be the next tag; this one has tag 1.
        public static Listen at(String host, int port) {
            return new Listen(host, port, FIRST_TAG);
        }
    }

    private NetworkEntity(List<TargetNode> nodes, Limits limits, Optional<TargetAuthentication> discovery) {
        this.nodes = List.copyOf(nodes);
        this.limits = limits;
        this.connections = new Semaphore(limits.connections());
        this.discovery = discovery;
        this.sessions = new Sessions(limits.sessions(), InstantSource.system());
        this.clock = Thread.ofPlatform().daemon().name("iscsi-target-clock").unstarted(this::watch);
    }

    /// Opens all portals, or none; anyone may ask which targets there are.
    ///
    /// @param nodes with different names
    /// @throws IscsiException when a portal cannot listen; the message names it
    public static NetworkEntity open(List<TargetNode> nodes, List<Listen> portals, Limits limits)
            throws IscsiException {
        return open(nodes, portals, limits, Optional.empty());
    }

    /// Opens all portals, or none.
    ///
    /// @param nodes with different names
    /// @param discovery what an initiator has to prove in a discovery session; absent: anyone may ask
    /// @throws IscsiException when a portal cannot listen; the message names it
    public static NetworkEntity open(
            List<TargetNode> nodes, List<Listen> portals, Limits limits, Optional<TargetAuthentication> discovery)
            throws IscsiException {
        if (nodes.stream().map(TargetNode::name).distinct().count() != nodes.size()) {
            throw new IllegalArgumentException("two targets have the same name");
        }
        NetworkEntity entity = new NetworkEntity(nodes, limits, discovery);
        try {
            for (Listen listen : portals) {
                NetworkPortal portal = new NetworkPortal(entity, listen);
                portal.open();
                entity.portals.add(portal);
            }
        } catch (IscsiException e) {
            entity.close();
            throw e;
        }
        entity.clock.start();
        return entity;
    }

    public List<TargetNode> nodes() {
        return nodes;
    }

    /// In the order given when it was opened.
    public List<NetworkPortal> portals() {
        return List.copyOf(portals);
    }

    public Limits limits() {
        return limits;
    }

    /// Normal sessions that are logged in.
    public int sessionCount() {
        return sessions.all().size();
    }

    @Override
    public void close() {
        clock.interrupt();
        portals.forEach(NetworkPortal::close);
        nodes.forEach(node -> node.units().forEach(unit -> unit.store().close()));
    }

    /// The target of that name, however it is spelt.
    Optional<TargetNode> node(String name) {
        String normal = IscsiName.normalize(name);
        return nodes.stream().filter(node -> node.name().text().equals(normal)).findFirst();
    }

    /// What an initiator has to prove in a discovery session.
    Optional<TargetAuthentication> discovery() {
        return discovery;
    }

    Sessions sessions() {
        return sessions;
    }

    Complaints complaints() {
        return complaints;
    }

    RandomGenerator random() {
        return random;
    }

    /// Counts a connection in. When most places are taken, the login that has taken longest makes room, so that those
    /// who only connect keep nobody out.
    ///
    /// @return false when there is no room to be had
    boolean takeConnection() {
        boolean crowded = connections.availablePermits() <= limits.connections() / SPARE;
        boolean room = crowded && dropSlowestLogin();
        try {
            return connections.tryAcquire(room ? ROOM_MILLIS : 0, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean dropSlowestLogin() {
        Optional<TargetConnection> slowest = portals.stream()
                .flatMap(portal -> portal.connections().stream())
                .filter(TargetConnection::inLogin)
                .min(Comparator.comparingLong(connection -> connection.started() - opened));
        slowest.ifPresent(TargetConnection::drop);
        return slowest.isPresent();
    }

    void giveConnection() {
        connections.release();
    }

    /// Looks after logins that take too long and initiators that fell silent.
    private void watch() {
        long shortest = Math.min(
                Math.min(limits.loginTimeout().toMillis(), limits.pingAfter().toMillis()),
                limits.pingTimeout().toMillis());
        long millis = Math.clamp(shortest / 8, TICK_MILLIS_MIN, TICK_MILLIS_MAX);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(millis);
                long now = System.nanoTime();
                portals.forEach(portal -> portal.connections().forEach(connection -> connection.tick(now)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
