package io.santinel.iscsi.model;

import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Two portals that pass everything on to a target, and do harm on the way: each connection meets the faults that the
/// seed gives it. A fault is counted when it hits a connection that is logged in (a redirect: a login).
public final class Relay implements AutoCloseable {
    private static final int REDIRECTS_IN_100 = 8;
    private static final int LOOPBACK_TIMEOUT_MILLIS = 2000;
    private static final List<Fault> EVERY = List.of(
            Fault.DROP,
            Fault.DROP,
            Fault.HEADER,
            Fault.DATA,
            Fault.DELAY,
            Fault.BLACK_HOLE,
            Fault.LATE,
            Fault.LATE,
            Fault.TWICE,
            Fault.SWAP,
            Fault.ASYNC_DROP,
            Fault.REDIRECT);

    private final ServerSocket main;
    private final ServerSocket side;
    private final Supplier<Portal> target;
    private final List<Fault> faults;
    private final Random random;
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private final Semaphore arrivals = new Semaphore(0);
    private volatile boolean harmful;

    /// With every fault that it can do.
    Relay(Supplier<Portal> target, long seed) throws IOException {
        this(target, seed, EVERY);
    }

    /// @param faults those it does, the likelier the more often they are named
    public Relay(Supplier<Portal> target, long seed, List<Fault> faults) throws IOException {
        this.target = target;
        this.faults = List.copyOf(faults);
        random = new Random(seed);
        main = listen();
        side = listen();
        accept(main, true);
        accept(side, false);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /// Where the initiator is to log in.
    public Portal portal() {
        return new Portal("127.0.0.1", main.getLocalPort());
    }

    /// Does harm from now on, or only passes on.
    public void harmful(boolean yes) {
        harmful = yes;
    }

    boolean harmful() {
        return harmful;
    }

    /// Whether a session is logged in through it.
    boolean live() {
        return passages.stream().anyMatch(Passage::inFullFeature);
    }

    synchronized void count(Fault fault) {
        counts.merge(fault, 1, Integer::sum);
    }

    public synchronized Map<Fault, Integer> counts() {
        return new EnumMap<>(counts);
    }

    /// Waits a moment for the initiator's next connection.
    void awaitArrival() throws InterruptedException {
        arrivals.drainPermits();
        arrivals.tryAcquire(200, TimeUnit.MILLISECONDS);
    }

    /// What comes next on a connection.
    ///
    /// @param digests whether the connection has both: without one a spoilt bit would go unnoticed
    synchronized Optional<Fault> draw(boolean digests) {
        List<Fault> here = faults.stream()
                .filter(fault -> fault != Fault.REDIRECT && (digests || (fault != Fault.HEADER && fault != Fault.DATA)))
                .toList();
        return here.isEmpty() ? Optional.empty() : Optional.of(here.get(random.nextInt(here.size())));
    }

    synchronized int random(int bound) {
        return random.nextInt(bound);
    }

    private void accept(ServerSocket server, boolean mayRedirect) {
        Thread.ofPlatform().daemon().name("relay").start(() -> {
            while (!server.isClosed()) {
                try {
                    admit(server.accept(), mayRedirect);
                } catch (IOException _) {
                    // Closed, or the target is down: the initiator tries again.
                }
            }
        });
    }

    private void admit(Socket initiator, boolean mayRedirect) throws IOException {
        arrivals.release();
        Socket onward = new Socket();
        try {
            Portal to = target.get();
            onward.connect(new InetSocketAddress(to.host(), to.port()), LOOPBACK_TIMEOUT_MILLIS);
            initiator.setTcpNoDelay(true);
            onward.setTcpNoDelay(true);
        } catch (IOException e) {
            initiator.close();
            onward.close();
            throw e;
        }
        boolean redirects = mayRedirect && harmful && faults.contains(Fault.REDIRECT);
        String elsewhere = redirects && random(100) < REDIRECTS_IN_100
                ? new Portal("127.0.0.1", side.getLocalPort()).toString()
                : "";
        Passage passage = new Passage(this, initiator, onward, elsewhere);
        passages.add(passage);
        passage.start(() -> passages.remove(passage));
    }

    @Override
    public void close() throws IOException {
        main.close();
        side.close();
        passages.forEach(Passage::close);
    }
}
