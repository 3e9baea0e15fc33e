package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.scsi.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A login with the name and ISID of a session replaces it (RFC 7143 §6.3.5): what the old one still does must be over
/// before the new one's first command, or an old write lands on a newer one.
@Timeout(20)
class ReinstatementTest {
    private static final int BLOCK = RamBackstore.BLOCK_SIZE;

    private final SlowStore store = new SlowStore();
    private NetworkEntity entity;
    private Portal portal;

    @BeforeEach
    void open() throws IscsiException {
        TargetNode node = new TargetNode(
                new IscsiName(Peer.TARGET),
                List.of(new LogicalUnit(0, Identity.of(Peer.TARGET, 0), store)),
                Optional.empty());
        entity = NetworkEntity.open(List.of(node), List.of(NetworkEntity.Listen.at("127.0.0.1", 0)), Limits.DEFAULT);
        portal = entity.portals().getFirst().address();
    }

    @AfterEach
    void close() {
        store.goOn.countDown();
        entity.close();
    }

    @Test
    void no_login_gets_past_a_write_of_the_session_before() throws Exception {
        try (Peer old = Peer.loggedIn(portal)) {
            old.write(1, Cdb.write(0, 1), BLOCK, true, block(1));
            store.begun.await();
        }
        assertThatThrownBy(() -> Peer.loggedIn(portal))
                .as("a login while the old session's write runs")
                .isInstanceOf(IOException.class);
        CompletableFuture<Peer> later = login();
        assertThatThrownBy(() -> later.get(300, TimeUnit.MILLISECONDS))
                .as("a second login while it runs")
                .isInstanceOf(TimeoutException.class);
        store.goOn.countDown();
        try (Peer peer = later.get()) {
            peer.write(1, Cdb.write(0, 1), BLOCK, true, block(2));
            assertThat(peer.result(1).status()).isZero();
            peer.command(2, 0, Cdb.read(0, 1), BLOCK);
            assertThat(peer.result(2).data()).isEqualTo(block(2));
        }
        assertThat(store.content).isEqualTo(block(2));
    }

    @Test
    void of_two_logins_that_wait_the_later_one_gets_in() throws Exception {
        try (Peer old = Peer.loggedIn(portal)) {
            old.write(1, Cdb.write(0, 1), BLOCK, true, block(1));
            store.begun.await();
            CompletableFuture<Peer> first = login();
            assertThatThrownBy(() -> first.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            Peer second = Peer.connect(portal);
            CompletableFuture<Integer> status = beside(() -> second.login(1).statusClass());
            assertThatThrownBy(() -> status.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            store.goOn.countDown();
            assertThat(status.get()).isZero();
            assertThatThrownBy(first::get).as("the login that came before").hasCauseInstanceOf(IOException.class);
            assertThat(entity.sessionCount()).isEqualTo(1);
            second.close();
        }
    }

    private CompletableFuture<Peer> login() {
        return beside(() -> Peer.loggedIn(portal));
    }

    private static <T> CompletableFuture<T> beside(Callable<T> call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    private static ByteBuffer block(int fill) {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block.put((byte) fill);
        }
        return block.flip();
    }

    /// One block whose first write takes until it may go on.
    private static final class SlowStore implements Backstore {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final ByteBuffer content = ByteBuffer.allocate(BLOCK);

        @Override
        public int blockSize() {
            return BLOCK;
        }

        @Override
        public long blocks() {
            return 1;
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            into.put(content.duplicate());
        }

        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            content.put(0, from, from.position(), BLOCK);
            from.position(from.limit());
        }

        @Override
        public void zero(long offset, long length) {
            content.put(0, new byte[BLOCK]);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
