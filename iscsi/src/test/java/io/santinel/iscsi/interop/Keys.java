package io.santinel.iscsi.interop;

import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.LogicalUnit;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.session.RecoveryTimes;
import io.santinel.iscsi.session.SessionSettings;
import io.santinel.iscsi.session.SessionTimes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// Every combination of login keys against every peer: random data written, read back and compared; then what happens
/// to a session in its life. Arguments: a directory to work in, and the peers that are there (tgtd, istgt).
final class Keys {
    static final int BLOCK = 512;
    private static final Duration QUICK = Duration.ofMillis(500);

    /// Blocks that one combination has for itself.
    private static final int SLOT_BLOCKS = (2 << 20) / BLOCK;

    private static final SessionTimes TIMES = new SessionTimes(
            QUICK,
            QUICK,
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            new RecoveryTimes(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(60),
                    Duration.ofMillis(20),
                    Duration.ofMillis(200),
                    Duration.ZERO));

    private Keys() {}

    public static void main(String[] arguments) {
        Path work = Path.of(arguments[0]);
        List<String> there = List.of(arguments).subList(1, arguments.length);
        Results results = new Results();
        for (String peer : List.of("tgtd", "istgt", "ours")) {
            if (peer.equals("ours") || there.contains(peer)) {
                results.run(peer + " starts", () -> {
                    try (Peers copies = Peers.start(peer, Files.createDirectory(work.resolve(peer)))) {
                        combinations(results, copies.all());
                        new Scenarios(results, copies.all().getFirst(), work).run();
                    }
                });
            } else {
                results.skip(peer, "not installed");
            }
        }
        System.out.println(results);
        System.exit(results.failed() == 0 ? 0 : 1);
    }

    static Initiator initiator() {
        return new Initiator(new IscsiName("iqn.2026-01.example:keys"), new Random(), InstantSource.system());
    }

    static SessionRequest request(IscsiName target, Portal portal, Wishes wishes) {
        return new SessionRequest(
                target, portal, wishes, Optional.empty(), TIMES, Duration.ofSeconds(20), SessionSettings.DEFAULT_DEPTH);
    }

    /// @param copies of one peer, which share the work
    private static void combinations(Results results, List<Peer> copies) throws InterruptedException {
        long start = System.nanoTime();
        int before = results.passed();
        List<Combination> all = Combination.all();
        BlockingQueue<Seat> seats = new LinkedBlockingQueue<>();
        for (Peer peer : copies) {
            for (int i = 0; i < peer.parallel(); i++) {
                seats.add(new Seat(peer, i * SLOT_BLOCKS));
            }
        }
        int together = seats.size();
        try (Initiator initiator = initiator();
                ExecutorService workers = Executors.newFixedThreadPool(together)) {
            for (Combination combination : all) {
                workers.execute(() -> results.run(copies.getFirst().name() + " " + combination, () -> {
                    Seat seat = seats.take();
                    try {
                        one(initiator, seat, combination);
                    } finally {
                        seats.add(seat);
                    }
                }));
            }
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.printf(
                "%s: %d of %d combinations, %.1f s, %d at a time%n",
                copies.getFirst().name(), results.passed() - before, all.size(), millis / 1000.0, together);
    }

    /// Blocks of a peer that one combination has for itself.
    private record Seat(Peer peer, int lba) {}

    private static void one(Initiator initiator, Seat seat, Combination keys) throws IOException {
        Peer peer = seat.peer();
        int lba = seat.lba();
        try (IscsiSession session = initiator.login(request(peer.target("keys"), peer.portal(), keys.wishes()))) {
            Optional<String> broken = keys.broken(session.view());
            if (broken.isPresent()) {
                throw new IOException(broken.get());
            }
            LogicalUnit unit = session.logicalUnit(peer.lun());
            Random random = new Random(keys.hashCode());
            readsBack(unit, random, lba, 1);
            readsBack(unit, random, lba + 1, keys.firstBurst() / BLOCK + 1);
            readsBack(unit, random, lba, 9 * keys.maxBurst() / BLOCK + 3);
            long logins = session.view().counters().getOrDefault("login_pdus", 0L);
            if (session.view().lastError().isPresent()) {
                throw new IOException("the session had to recover: "
                        + session.view().lastError().get() + " after " + logins + " Login Requests");
            }
        }
    }

    /// Writes random data and compares what comes back.
    static void readsBack(LogicalUnit unit, Random random, int lba, int blocks) throws IOException {
        byte[] bytes = new byte[blocks * BLOCK];
        random.nextBytes(bytes);
        unit.write(lba, ByteBuffer.wrap(bytes));
        ByteBuffer in = ByteBuffer.allocateDirect(bytes.length);
        unit.read(lba, in);
        int differs = in.flip().mismatch(ByteBuffer.wrap(bytes));
        if (differs >= 0) {
            throw new IOException("byte " + differs + " of " + bytes.length + " from block " + lba + " on differs");
        }
    }
}
