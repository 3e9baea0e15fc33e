package io.santinel.iscsi.initiator;

import static io.santinel.iscsi.initiator.SessionTest.await;
import static io.santinel.iscsi.initiator.SessionTest.initiator;
import static io.santinel.iscsi.initiator.SessionTest.pattern;
import static io.santinel.iscsi.initiator.SessionTest.request;
import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.initiator.ScriptedTarget.Conversation;
import io.santinel.iscsi.pdu.AsyncMessage;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiDataOut;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.session.SessionView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A target that breaks the protocol costs its connection: the error names the peer and the byte, the session logs in
/// again, and what was asked of it is done then.
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HostileTargetTest {
    private static final int BLOCK = ScriptedTarget.BLOCK;
    private static final int MANY = 20_000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// What the target does instead of answering a command.
    interface Hostility {
        void answer(Conversation with, ScsiCommand command) throws IOException;
    }

    private static Arguments on(String what, int operation, Hostility hostility) {
        return Arguments.of(what, operation, hostility);
    }

    static Stream<Arguments> violations() {
        int read = 0x28;
        int write = 0x2a;
        return Stream.of(
                on("data for a tag never given out", read, (with, _) -> dataIn(with, 0x1234_5678, 0, 0, BLOCK)),
                on("data beyond the buffer", read, (with, c) -> dataIn(with, c.initiatorTaskTag(), 0, 0, 16 * BLOCK)),
                on("data from beyond the buffer", read, (with, c) -> dataIn(with, c.initiatorTaskTag(), 0, 1 << 20, 4)),
                on(
                        "data at a negative offset",
                        read,
                        (with, c) -> dataIn(with, c.initiatorTaskTag(), 0, -BLOCK, BLOCK)),
                on("data with a DataSN left out", read, (with, c) -> dataIn(with, c.initiatorTaskTag(), 7, 0, BLOCK)),
                on("data for a write", write, (with, c) -> dataIn(with, c.initiatorTaskTag(), 0, 0, BLOCK)),
                on("R2T for a read", read, (with, c) -> r2t(with, c.initiatorTaskTag(), 0, 0, BLOCK)),
                on("R2T for a tag never given out", write, (with, _) -> r2t(with, 0x1234_5678, 0, 0, BLOCK)),
                on("R2T beyond the data", write, (with, c) -> r2t(with, c.initiatorTaskTag(), 0, 0, 64 * BLOCK)),
                on("R2T at a negative offset", write, (with, c) -> r2t(with, c.initiatorTaskTag(), 0, -BLOCK, BLOCK)),
                on("R2T for nothing", write, (with, c) -> r2t(with, c.initiatorTaskTag(), 0, 0, 0)),
                on("R2T with an R2TSN left out", write, (with, c) -> r2t(with, c.initiatorTaskTag(), 5, 0, BLOCK)),
                on("more R2Ts than MaxOutstandingR2T", write, (with, c) -> {
                    for (int i = 0; i < 8; i++) {
                        r2t(with, c.initiatorTaskTag(), i, 0, BLOCK);
                    }
                }),
                on("an answer to a tag never given out", read, (with, _) -> with.status(0x1234_5678, 0, NOTHING)),
                on(
                        "a login response",
                        read,
                        (with, c) -> with.send(new LoginResponse(
                                true,
                                false,
                                1,
                                3,
                                0,
                                0,
                                io.santinel.iscsi.name.Isid.ofRandom(1, 1),
                                1,
                                c.initiatorTaskTag(),
                                0,
                                0,
                                0,
                                0,
                                0,
                                NOTHING))),
                on(
                        "an initiator's PDU",
                        read,
                        (with, _) -> with.send(new NopOut(true, 0, RESERVED_TAG, RESERVED_TAG, 0, 0, NOTHING))),
                on("a data segment of 16 MiB", read, (with, c) -> {
                    ByteBuffer data = ByteBuffer.allocate((1 << 24) - 1);
                    dataIn(with, c.initiatorTaskTag(), 0, 0, data);
                }));
    }

    private static void dataIn(Conversation with, int tag, int dataSn, int offset, int length) throws IOException {
        dataIn(with, tag, dataSn, offset, ByteBuffer.allocate(length));
    }

    private static void dataIn(Conversation with, int tag, int dataSn, int offset, ByteBuffer data) throws IOException {
        with.send(new ScsiDataIn(
                true,
                false,
                false,
                false,
                true,
                0,
                0,
                tag,
                RESERVED_TAG,
                with.statSn++,
                with.expCmdSn,
                with.maxCmdSn,
                dataSn,
                offset,
                0,
                data));
    }

    private static void r2t(Conversation with, int tag, int r2tSn, int offset, int length) throws IOException {
        with.send(new ReadyToTransfer(
                0, tag, 100 + r2tSn, with.statSn, with.expCmdSn, with.maxCmdSn, r2tSn, offset, length));
    }

    private static boolean is(Object pdu, int operation) {
        return pdu instanceof ScsiCommand command && (command.cdb().get(0) & 0xff) == operation;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void a_violation_costs_the_connection_and_no_command(String what, int operation, Hostility hostility)
            throws Exception {
        try (ScriptedTarget target = new ScriptedTarget().key("ImmediateData", "No");
                Initiator initiator = initiator()) {
            AtomicBoolean once = new AtomicBoolean();
            target.script((with, pdu) -> {
                if (is(pdu, operation) && once.compareAndSet(false, true)) {
                    hostility.answer(with, (ScsiCommand) pdu);
                    return true;
                }
                return false;
            });
            IscsiSession session = initiator.login(request(target));
            LogicalUnit unit = session.logicalUnit(0);
            ByteBuffer out = pattern(4 * BLOCK, 1);
            unit.write(8, out.duplicate());
            ByteBuffer in = ByteBuffer.allocate(4 * BLOCK);
            unit.read(8, in);
            assertThat(in.flip()).isEqualTo(out);
            SessionView view = session.view();
            assertThat(view.counters()).as(what).containsEntry("login_pdus", 2L);
            assertThat(view.lastError().orElseThrow().toString())
                    .contains(target.portal().toString(), "byte ");
        }
    }

    @Test
    void answers_that_come_twice_are_ignored() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            target.script((with, pdu) -> {
                if (is(pdu, 0x28)) {
                    with.serve(pdu);
                    with.status(((ScsiCommand) pdu).initiatorTaskTag(), 2, NOTHING);
                    return true;
                }
                return false;
            });
            IscsiSession session = initiator.login(request(target));
            for (int i = 0; i < 100; i++) {
                session.logicalUnit(0).read(0, ByteBuffer.allocate(BLOCK));
            }
            assertThat(session.view().counters()).containsEntry("login_pdus", 1L);
        }
    }

    @Test
    void r2ts_without_end_end_with_the_command() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget().key("ImmediateData", "No");
                Initiator initiator = initiator()) {
            AtomicInteger asked = new AtomicInteger();
            target.script((with, pdu) -> {
                if (is(pdu, 0x2a)) {
                    r2t(with, ((ScsiCommand) pdu).initiatorTaskTag(), asked.getAndSet(1), 0, BLOCK);
                    return true;
                }
                if (pdu instanceof ScsiDataOut data) {
                    r2t(with, data.initiatorTaskTag(), asked.getAndIncrement(), 0, BLOCK);
                    return true;
                }
                return false;
            });
            IscsiSession session = initiator.login(request(target).withCommandTimeout(Duration.ofMillis(300)));
            LogicalUnit unit = session.logicalUnit(0);
            assertThatThrownBy(() -> unit.write(0, pattern(BLOCK, 1)))
                    .isInstanceOf(IscsiException.class)
                    .hasMessageContaining("17 times");
            assertThat(session.view().lastError().orElseThrow().text()).contains("protocol error");
            target.script((_, _) -> false);
            unit.write(0, pattern(BLOCK, 2));
        }
    }

    @Test
    void a_window_that_stays_closed_lets_commands_time_out() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget().window(0);
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target).withCommandTimeout(Duration.ofMillis(200)));
            assertThatThrownBy(() -> session.logicalUnit(0).testUnitReady())
                    .isInstanceOfSatisfying(
                            IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PDU_TIMEOUT))
                    .hasMessageContaining("window");
        }
    }

    @Test
    void numbers_that_make_no_sense_do_not_stop_the_session() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            target.script((with, pdu) -> {
                if (is(pdu, 0x28)) {
                    with.statSn += 1000;
                    with.send(new NopIn(
                            0,
                            RESERVED_TAG,
                            RESERVED_TAG,
                            with.statSn,
                            with.expCmdSn + 5000,
                            with.expCmdSn - 5000,
                            NOTHING));
                }
                return false;
            });
            IscsiSession session = initiator.login(request(target));
            for (int i = 0; i < 50; i++) {
                session.logicalUnit(0).read(i, ByteBuffer.allocate(BLOCK));
            }
        }
    }

    @Test
    void login_text_without_end_fails_and_says_where() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            AtomicInteger parts = new AtomicInteger();
            target.script((with, pdu) -> {
                if (pdu instanceof LoginRequest login) {
                    parts.incrementAndGet();
                    with.send(new LoginResponse(
                            false,
                            true,
                            login.csg(),
                            0,
                            0,
                            0,
                            login.isid(),
                            0,
                            login.initiatorTaskTag(),
                            with.statSn++,
                            with.expCmdSn,
                            with.maxCmdSn,
                            0,
                            0,
                            StandardCharsets.US_ASCII.encode("X-a".repeat(2000))));
                    return true;
                }
                return false;
            });
            assertThatThrownBy(() -> initiator.login(request(target)))
                    .isInstanceOf(IscsiException.class)
                    .hasMessageContaining(target.portal().toString())
                    .hasMessageContaining("byte ");
            assertThat(parts).hasValueLessThan(20);
        }
    }

    @Test
    void a_flood_of_what_needs_no_answer_is_taken_at_the_pace_of_the_session() throws Exception {
        floods(with -> {
            with.send(new AsyncMessage(0, with.statSn++, with.expCmdSn, with.maxCmdSn, 255, 0, 0, 0, 0, NOTHING));
            with.send(new Reject(
                    4,
                    with.statSn++,
                    with.expCmdSn,
                    with.maxCmdSn,
                    0,
                    ByteBuffer.allocate(48).put(16, (byte) 0x40)));
        });
    }

    @Test
    void a_flood_of_pings_is_answered_or_ends_the_connection() throws Exception {
        floods(with -> with.send(new NopIn(0, RESERVED_TAG, 7, with.statSn, with.expCmdSn, with.maxCmdSn, NOTHING)));
    }

    private interface Drop {
        void into(Conversation with) throws IOException;
    }

    private static void floods(Drop drop) throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            AtomicBoolean once = new AtomicBoolean();
            target.script((with, pdu) -> {
                if (is(pdu, 0x28) && once.compareAndSet(false, true)) {
                    for (int i = 0; i < MANY; i++) {
                        drop.into(with);
                    }
                }
                return false;
            });
            IscsiSession session = initiator.login(request(target));
            session.logicalUnit(0).read(0, ByteBuffer.allocate(BLOCK));
            session.logicalUnit(0).read(1, ByteBuffer.allocate(BLOCK));
            await(session, view -> view.state().equals("LOGGED_IN"));
        }
    }

    @Test
    void a_target_that_is_always_wrong_is_asked_at_growing_intervals() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            AtomicInteger logins = new AtomicInteger();
            IscsiSession session = initiator.login(request(target));
            target.script((with, pdu) -> {
                if (pdu instanceof LoginRequest) {
                    logins.incrementAndGet();
                    with.send(new ScsiResponse(false, false, false, false, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, NOTHING));
                    return true;
                }
                return false;
            });
            target.drop();
            await(session, _ -> logins.get() >= 3);
            long start = System.nanoTime();
            int before = logins.get();
            await(session, _ -> logins.get() >= before + 10);
            // 50 ms at most between two tries, SessionTest.QUICK: not one after the other.
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(session.view().lastError().orElseThrow().toString())
                    .contains(target.portal().toString());
            target.script((_, _) -> false);
            session.logicalUnit(0).read(0, ByteBuffer.allocate(BLOCK));
        }
    }
}
