package io.santinel.iscsi.target;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.connection.DigestException;
import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A portal of the target: where it listens, who is connected through it, and how it misbehaves when told to.
public final class NetworkPortal {
    private static final System.Logger LOG = System.getLogger("io.santinel.iscsi.target");
    private static final int BACKLOG = 1024;
    private static final Duration ACCEPT_ENDS = Duration.ofSeconds(1);

    private final NetworkEntity entity;
    private final String host;
    private final int portalGroupTag;
    private final Optional<Redirect> redirect;
    private final Set<TargetConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Optional<LoginFault>> loginFault = new AtomicReference<>(Optional.empty());
    private volatile boolean silent;
    private volatile @Nullable ServerSocketChannel listening;
    private @Nullable Thread acceptor;
    private int port;

    NetworkPortal(NetworkEntity entity, NetworkEntity.Listen listen) {
        this.entity = entity;
        this.host = listen.host();
        this.port = listen.port();
        this.portalGroupTag = listen.portalGroupTag();
        this.redirect = listen.redirect();
    }

    /// Where it listens; known from its first opening on.
    public synchronized Portal address() {
        return new Portal(host, port);
    }

    public int portalGroupTag() {
        return portalGroupTag;
    }

    /// Where those who want a target are sent instead.
    Optional<Redirect> redirect() {
        return redirect;
    }

    public boolean isOpen() {
        return listening != null;
    }

    /// Normal sessions that are logged in through this portal.
    public int sessions() {
        return (int) connections.stream().filter(TargetConnection::normal).count();
    }

    /// Listens, if it does not yet. What a fault changed about logins stays.
    ///
    /// @throws IscsiException when the address cannot be had; the message names it
    public synchronized void open() throws IscsiException {
        if (listening != null) {
            return;
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        try {
            ServerSocketChannel server = ServerSocketChannel.open();
            try {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                server.bind(address, BACKLOG);
                port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
            listening = server;
            acceptor = Thread.ofPlatform()
                    .daemon()
                    .name("iscsi-portal " + address())
                    .start(() -> accept(server));
        } catch (IOException | RuntimeException e) {
            throw new IscsiException(
                    ErrorCode.TRANS, "portal " + host + " port " + port + ": cannot listen: " + e.getMessage(), e);
        }
    }

    /// Stops listening and drops the portal's connections: newcomers are refused by the operating system.
    public void close() {
        Thread accepting;
        synchronized (this) {
            ServerSocketChannel server = listening;
            accepting = acceptor;
            listening = null;
            acceptor = null;
            if (server != null) {
                try {
                    server.close();
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.WARNING, "portal " + address() + ": " + e.getMessage());
                }
            }
        }
        if (accepting != null) {
            awaitEnd(accepting);
        }
        dropConnections();
    }

    /// The kernel goes on listening until the thread that waits in accept has woken up.
    private static void awaitEnd(Thread accepting) {
        try {
            accepting.join(ACCEPT_ENDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Closes every connection without a word.
    public void dropConnections() {
        connections.forEach(TargetConnection::drop);
    }

    /// Answers logins with this from now on; connections that are logged in are left alone.
    public void loginFault(LoginFault fault) {
        loginFault.set(Optional.of(fault));
    }

    /// Takes connections and requests, but answers nothing.
    public void staySilent() {
        silent = true;
    }

    /// Ends a login fault and silence. Connections that met silence are dropped, for they lost requests.
    public void behave() {
        loginFault.set(Optional.empty());
        if (silent) {
            silent = false;
            dropConnections();
        }
    }

    /// Makes the next digest wrong on every connection that uses digests of this kind.
    public void spoilDigest(DigestException.Segment segment) {
        connections.forEach(connection -> connection.spoilDigest(segment));
    }

    /// Asks every initiator to log out (Asynchronous Message, event 1).
    ///
    /// @param seconds that it may take
    public void requestLogout(int seconds) {
        connections.forEach(connection -> connection.requestLogout(seconds));
    }

    /// What logins meet now instead of their answer.
    public Optional<LoginFault> loginFault() {
        return loginFault.get();
    }

    /// It answers nothing now.
    public boolean silent() {
        return silent;
    }

    List<TargetConnection> connections() {
        return List.copyOf(connections);
    }

    void ended(TargetConnection connection) {
        connections.remove(connection);
    }

    /// The address that an initiator is told, who came in at this local address.
    Portal reachedAt(String localHost) {
        Portal own = address();
        boolean everywhere = own.host().equals("0.0.0.0") || own.host().equals("::");
        return everywhere ? new Portal(localHost, own.port()) : own;
    }

    private void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                admit(server.accept());
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.log(System.Logger.Level.WARNING, "portal " + address() + ": cannot accept: " + e.getMessage());
                    pause();
                }
            }
        }
    }

    /// For want of file descriptors, say: trying again at once would only fill the log.
    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Without the zone of a link-local address, which means nothing to the other end.
    private static String localHost(SocketChannel socket) throws IOException {
        String host =
                ((InetSocketAddress) socket.getLocalAddress()).getAddress().getHostAddress();
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    private void admit(SocketChannel socket) throws IOException {
        if (!entity.takeConnection()) {
            entity.complaints()
                    .log(System.Logger.Level.WARNING, socket.getRemoteAddress() + ": closed, too many connections");
            socket.close();
            return;
        }
        TargetConnection connection;
        try {
            connection = TargetConnection.over(socket, entity, this, localHost(socket));
        } catch (IOException e) {
            entity.giveConnection();
            socket.close();
            throw e;
        }
        connections.add(connection);
        if (listening == null) {
            connection.drop();
        }
        Thread.ofPlatform().daemon().name("iscsi-target " + connection.peer()).start(connection);
    }
}
