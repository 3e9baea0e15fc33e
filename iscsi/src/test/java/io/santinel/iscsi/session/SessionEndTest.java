package io.santinel.iscsi.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.connection.PduObserver;
import io.santinel.iscsi.connection.TcpPduChannel;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.Pdu;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What comes too late, when a session is over, lets go of what it holds.
class SessionEndTest {
    private static final Portal PORTAL = new Portal("127.0.0.1", 3260);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @Test
    void a_connection_that_comes_up_after_the_end_is_closed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);

        lateLogin((progress, _) -> {
            progress.transportUp(closed::countDown);
            return new Login.Outcome.Moved(PORTAL);
        });

        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_login_that_succeeds_after_the_end_is_closed() throws Exception {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel near = SocketChannel.open(server.getLocalAddress());
                SocketChannel far = server.accept()) {
            TcpPduChannel channel = new TcpPduChannel(near, PduObserver.NONE);

            lateLogin((_, offsets) -> new Login.Outcome.Done(new Accepted(
                    channel,
                    offsets,
                    new Link.Limits(8192, 8192, 8192, true, true, 1),
                    0,
                    1,
                    OptionalInt.empty(),
                    1,
                    0,
                    0,
                    Map.of())));

            far.socket().setSoTimeout(10_000);
            assertThat(far.socket().getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_reader_does_not_wait_for_an_owner_that_is_gone() throws Exception {
        SessionOwner owner = owner((_, _, _, _) -> new Login.Outcome.Moved(PORTAL));
        owner.start(true);
        owner.close();
        owner.released().get(10, TimeUnit.SECONDS);
        Tally tally = new Tally();
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel near = SocketChannel.open(server.getLocalAddress())) {
            Link link = new Link(
                    "over",
                    new TcpPduChannel(near, PduObserver.NONE),
                    new OffsetCounter(tally),
                    new Link.Limits(8192, 8192, 8192, true, true, 1),
                    owner.path(),
                    owner);

            Thread reader = Thread.ofPlatform().daemon().start(() -> {
                for (int i = 0; i <= 2 * Mailbox.UNREAD; i++) {
                    owner.received(link, new NopIn(0, Pdu.RESERVED_TAG, 1, 0, 0, 0, NOTHING));
                }
            });

            assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    /// How a try goes on when the session is over.
    private interface Late {
        Login.Outcome go(Login.Progress progress, OffsetCounter offsets);
    }

    private static void lateLogin(Late late) throws Exception {
        CountDownLatch tries = new CountDownLatch(1);
        CompletableFuture<Void> end = new CompletableFuture<>();
        SessionOwner owner = owner((_, _, _, progress) -> {
            tries.countDown();
            end.join();
            return late.go(progress, new OffsetCounter(new Tally()));
        });
        owner.start(true);
        assertThat(tries.await(10, TimeUnit.SECONDS)).isTrue();
        owner.close();
        owner.released().get(10, TimeUnit.SECONDS);
        end.complete(null);
    }

    private static SessionOwner owner(Login login) {
        return new SessionOwner(
                "iqn.2026-01.io.example:disk",
                Isid.ofRandom(1, 1),
                PORTAL,
                4,
                SessionTimes.DEFAULT,
                new Tally(),
                login,
                InstantSource.system());
    }
}
