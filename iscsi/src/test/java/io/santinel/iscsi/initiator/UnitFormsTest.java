package io.santinel.iscsi.initiator;

import static io.santinel.iscsi.initiator.SessionTest.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.scsi.Status;
import io.santinel.iscsi.session.SessionView;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.RamBackstore;
import io.santinel.iscsi.target.TargetNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The forms in which a logical unit is read and written, held against plain reads and writes, or an array.
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class UnitFormsTest {
    private static final IscsiName NAME = new IscsiName("iqn.2026-01.io.example:forms");
    private static final int SIZE = 8 << 20;
    private static final int SMALL = 1 << 20;

    private NetworkEntity target;
    private IscsiSession session;
    private LogicalUnit unit;

    @BeforeEach
    void open() throws IOException {
        TargetNode node = new TargetNode(
                NAME,
                List.of(disk(0, RamBackstore.allocate(SIZE)), disk(1, RamBackstore.allocate(SMALL, 4096))),
                Optional.empty());
        target = NetworkEntity.open(List.of(node), List.of(NetworkEntity.Listen.at("127.0.0.1", 0)), Limits.DEFAULT);
        session = IscsiSession.login(url(0));
        unit = session.logicalUnit(0);
    }

    @AfterEach
    void close() {
        session.close();
        target.close();
    }

    private IscsiUrl url(int lun) {
        return IscsiUrl.parse(
                "iscsi://" + target.portals().getFirst().address() + "/" + NAME + "/" + lun + "?header_digest=crc32c");
    }

    private static io.santinel.iscsi.target.LogicalUnit disk(int lun, RamBackstore store) {
        return new io.santinel.iscsi.target.LogicalUnit(lun, Identity.of(NAME.text(), lun), store);
    }

    @Test
    void futures_complete_with_their_buffer_whatever_its_length() throws Exception {
        ByteBuffer out = pattern(5 << 20, 1);
        assertThat(unit.writeFuture(7, out).get()).isSameAs(out);
        assertThat(out.hasRemaining()).isFalse();
        List<CompletableFuture<ByteBuffer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(unit.readFuture(7 + 8L * i, ByteBuffer.allocateDirect(4096)));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(futures.get(i).get().flip()).isEqualTo(out.slice(4096 * i, 4096));
        }
        assertThat(unit.readFuture(0, ByteBuffer.allocate(0)).get().capacity()).isZero();
    }

    @Test
    void a_future_fails_with_what_the_target_said() throws Exception {
        CompletableFuture<ByteBuffer> behind = unit.readFuture(SIZE / 512, ByteBuffer.allocate(512));
        assertThatThrownBy(behind::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(IscsiException.class)
                .hasMessageContaining("sense key 5 asc/ascq 21/00");
        assertThatThrownBy(() -> unit.readFuture(0, ByteBuffer.allocate(100)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no multiple of the block length 512");
    }

    @Test
    void a_future_outlives_a_unit_that_is_busy() throws Exception {
        try (ScriptedTarget busy = new ScriptedTarget();
                Initiator initiator = SessionTest.initiator()) {
            LogicalUnit scripted = initiator.login(SessionTest.request(busy)).logicalUnit(0);
            scripted.capacity();
            AtomicInteger refusals = new AtomicInteger(2);
            busy.script((with, pdu) -> {
                if (!(pdu instanceof ScsiCommand command) || refusals.getAndDecrement() <= 0) {
                    return false;
                }
                with.status(command, Status.BUSY.code());
                return true;
            });
            ByteBuffer out = pattern(ScriptedTarget.BLOCK, 4);
            scripted.writeFuture(1, out.duplicate()).get();
            assertThat(busy.disk().slice(ScriptedTarget.BLOCK, ScriptedTarget.BLOCK))
                    .isEqualTo(out);
            assertThat(refusals.get()).isNegative();
        }
    }

    @Test
    void a_unit_without_a_cache_is_flushed_all_the_same() throws Exception {
        AtomicReference<Sense> said = new AtomicReference<>(Sense.INVALID_OPCODE);
        try (ScriptedTarget simple = new ScriptedTarget();
                Initiator initiator = SessionTest.initiator()) {
            LogicalUnit scripted = initiator.login(SessionTest.request(simple)).logicalUnit(0);
            simple.script((with, pdu) -> {
                if (!(pdu instanceof ScsiCommand command)
                        || command.cdb().get(0) != Cdb.synchronizeCache().get(0)) {
                    return false;
                }
                ByteBuffer data = ScsiResponse.dataOfSense(said.get().toFixed());
                with.status(command.initiatorTaskTag(), Status.CHECK_CONDITION.code(), data);
                return true;
            });
            scripted.flush();
            said.set(Sense.of(Sense.MEDIUM_ERROR, 0x11, 0));
            assertThatThrownBy(scripted::flush)
                    .isInstanceOf(IscsiException.class)
                    .hasMessageContaining("CHECK CONDITION");
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 512", "9223372036854775807, 512", "18014398509481984, 512", "100, 0", "100, -512"})
    void a_capacity_that_nobody_can_count_is_refused(long last, int blockLength) throws Exception {
        try (ScriptedTarget absurd = new ScriptedTarget();
                Initiator initiator = SessionTest.initiator()) {
            LogicalUnit scripted = initiator.login(SessionTest.request(absurd)).logicalUnit(0);
            absurd.script((with, pdu) -> {
                if (!(pdu instanceof ScsiCommand command)) {
                    return false;
                }
                with.dataIn(command, ByteBuffer.allocate(32).putLong(0, last).putInt(8, blockLength));
                return true;
            });
            assertThatThrownBy(scripted::capacity)
                    .isInstanceOf(IscsiException.class)
                    .hasMessageContaining("make no sense");
        }
    }

    @Test
    void several_buffers_are_one_range() throws IOException {
        ByteBuffer out = pattern(7 * 512, 2);
        unit.write(3, out.slice(0, 512), out.slice(512, 2048), out.slice(2560, 1024));
        ByteBuffer first = ByteBuffer.allocate(1024);
        ByteBuffer second = ByteBuffer.allocateDirect(5 * 512);
        unit.read(3, first, second);
        assertThat(first.flip()).isEqualTo(out.slice(0, 1024));
        assertThat(second.flip()).isEqualTo(out.slice(1024, 5 * 512));
        assertThatThrownBy(() -> unit.read(SIZE / 512 - 1, ByteBuffer.allocate(512), ByteBuffer.allocate(512)))
                .isInstanceOf(IscsiException.class);
    }

    @Test
    void a_channel_is_a_file_of_bytes() throws IOException {
        for (int lun = 0; lun < 2; lun++) {
            int size = lun == 0 ? SIZE : SMALL;
            byte[] model = new byte[size];
            Random random = new Random(3);
            try (LunChannel channel = session.logicalUnit(lun).channel()) {
                assertThat(channel.size()).isEqualTo(size);
                for (int i = 0; i < 200; i++) {
                    int length = 1 + random.nextInt(i % 10 == 0 ? 100_000 : 6_000);
                    int at = random.nextInt(size);
                    int fits = Math.min(length, size - at);
                    ByteBuffer data = pattern(length, i);
                    if (random.nextBoolean()) {
                        assertThat(channel.position(at).write(data)).isEqualTo(fits);
                        data.get(0, model, at, fits);
                    } else {
                        assertThat(channel.position(at).read(data)).isEqualTo(fits);
                        assertThat(data.flip()).isEqualTo(ByteBuffer.wrap(model, at, fits));
                    }
                    assertThat(channel.position()).isEqualTo(at + fits);
                }
                channel.force();
                channel.position(0);
                InputStream in = Channels.newInputStream(channel);
                assertThat(in.readAllBytes()).isEqualTo(model);
            }
        }
    }

    @Test
    void a_channel_ends_where_the_unit_ends() throws IOException {
        LunChannel channel = unit.channel();
        assertThat(channel.position(SIZE).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(channel.position(SIZE + 5L).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                .isInstanceOf(IscsiException.class)
                .hasMessageContaining("behind its 8388608 bytes");
        assertThatThrownBy(() -> channel.truncate(5))
                .isInstanceOfSatisfying(
                        IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OP_NOT_SUPP));
        assertThat(channel.truncate(SIZE).position()).isEqualTo(SIZE);
        assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(channel::position).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void a_channel_for_reading_alone_writes_nothing() throws IOException {
        try (LunChannel channel = unit.readOnlyChannel()) {
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
            assertThat(channel.read(ByteBuffer.allocate(700))).isEqualTo(700);
        }
    }

    private static SessionView next(BlockingQueue<SessionView> heard, String state) throws InterruptedException {
        SessionView view = heard.take();
        while (!view.state().equals(state)) {
            view = heard.take();
        }
        return view;
    }

    @Test
    void listeners_hear_a_session_go_and_come_back() throws Exception {
        try (Initiator initiator = new Initiator(NAME);
                IscsiSession watched = initiator.login(url(0).request().with(SessionTest.QUICK))) {
            BlockingQueue<SessionView> heard = new LinkedBlockingQueue<>();
            try (IscsiSession.Listening broken = watched.listen(_ -> {
                        throw new IllegalStateException("a listener with a bug");
                    });
                    IscsiSession.Listening listening = watched.listen(heard::add)) {
                target.portals().getFirst().dropConnections();
                SessionView view = next(heard, "FAILED");
                assertThat(view.lastError()).isPresent();
                view = next(heard, "LOGGED_IN");
                assertThat(view.counters()).containsEntry("login_pdus", 2L);
                assertThat(listening).isNotSameAs(broken);
            }
            watched.logicalUnit(0).testUnitReady();
            target.portals().getFirst().dropConnections();
            SessionTest.await(watched, view -> view.counters().getOrDefault("login_pdus", 0L) == 3);
            assertThat(heard).as("after it stopped listening").isEmpty();
        }
    }
}
