package io.santinel.iscsi.initiator;

import static io.santinel.iscsi.initiator.SessionTest.await;
import static io.santinel.iscsi.initiator.SessionTest.initiator;
import static io.santinel.iscsi.initiator.SessionTest.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.connection.DigestException;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.session.SessionView;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.NetworkPortal;
import io.santinel.iscsi.target.RamBackstore;
import io.santinel.iscsi.target.TargetNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Both ends of our own. That they agree proves no rule of the protocol, but that data survives what happens between
/// them.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OwnTargetTest {
    private static final int BLOCK = RamBackstore.BLOCK_SIZE;
    private static final int ROUNDS = 50;

    private static NetworkEntity target(String host) throws IOException {
        TargetNode node = new TargetNode(
                SessionTest.TARGET,
                List.of(new io.santinel.iscsi.target.LogicalUnit(
                        0, Identity.of(SessionTest.TARGET.text(), 0), RamBackstore.allocate(4L << 20))),
                Optional.empty());
        return NetworkEntity.open(List.of(node), List.of(NetworkEntity.Listen.at(host, 0)), Limits.DEFAULT);
    }

    private static SessionRequest to(NetworkEntity target) {
        return SessionRequest.of(SessionTest.TARGET, target.portals().getFirst().address())
                .with(SessionTest.QUICK)
                .with(Key.DEFAULT_TIME2WAIT, "0");
    }

    @Test
    void data_is_whole_over_ipv6_with_both_digests() throws IOException {
        try (NetworkEntity target = target("::1");
                Initiator initiator = initiator()) {
            IscsiSession session =
                    initiator.login(to(target).with(Key.HEADER_DIGEST, "CRC32C").with(Key.DATA_DIGEST, "CRC32C"));
            LogicalUnit unit = session.logicalUnit(0);
            assertThat(session.view().currentPortal().toString()).startsWith("[");
            assertThat(session.luns()).containsExactly(0);
            ByteBuffer out = pattern(1 << 20, 5);
            unit.write(0, out.duplicate());
            ByteBuffer in = ByteBuffer.allocate(1 << 20);
            unit.read(0, in);
            assertThat(in.flip()).isEqualTo(out);
            assertThat(initiator.discover(session.view().currentPortal(), Optional.empty(), Duration.ofSeconds(5)))
                    .hasSize(1);
        }
    }

    @Test
    void eight_callers_lose_nothing_while_the_portal_misbehaves() throws Exception {
        try (NetworkEntity target = target("127.0.0.1");
                Initiator initiator = initiator();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            IscsiSession session =
                    initiator.login(to(target).with(Key.HEADER_DIGEST, "CRC32C").with(Key.DATA_DIGEST, "CRC32C"));
            LogicalUnit unit = session.logicalUnit(0);
            List<Future<Integer>> running = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                int own = caller;
                running.add(callers.submit(() -> writeAndReadBack(unit, own)));
            }
            NetworkPortal portal = target.portals().getFirst();
            List<Runnable> troubles =
                    List.of(() -> portal.spoilDigest(DigestException.Segment.DATA), () -> portal.requestLogout(1));
            for (Runnable trouble : troubles) {
                long before = logins(session.view());
                trouble.run();
                await(session, view -> logins(view) > before && view.state().equals("LOGGED_IN"));
            }
            done(running);
            assertThat(session.view().counters()).containsEntry("digest_err", 1L);
        }
    }

    private static long logins(SessionView view) {
        return view.counters().getOrDefault("login_pdus", 0L);
    }

    private static void done(List<Future<Integer>> running) throws InterruptedException, ExecutionException {
        for (Future<Integer> caller : running) {
            assertThat(caller.get()).isEqualTo(ROUNDS);
        }
    }

    /// Each caller has 1024 blocks of its own.
    private static int writeAndReadBack(LogicalUnit unit, int caller) throws IOException {
        Random random = new Random(caller);
        int rounds = 0;
        while (rounds < ROUNDS) {
            int blocks = 1 + random.nextInt(40);
            int at = caller * 1024 + random.nextInt(1024 - blocks);
            ByteBuffer out = pattern(blocks * BLOCK, random.nextInt());
            unit.write(at, out.duplicate());
            ByteBuffer in = ByteBuffer.allocate(blocks * BLOCK);
            unit.read(at, in);
            assertThat(in.flip()).isEqualTo(out);
            rounds++;
        }
        return rounds;
    }
}
