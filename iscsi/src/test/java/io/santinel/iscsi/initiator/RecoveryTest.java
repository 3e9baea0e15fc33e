package io.santinel.iscsi.initiator;

import static io.santinel.iscsi.initiator.SessionTest.await;
import static io.santinel.iscsi.initiator.SessionTest.initiator;
import static io.santinel.iscsi.initiator.SessionTest.pattern;
import static io.santinel.iscsi.initiator.SessionTest.request;
import static io.santinel.iscsi.initiator.SessionTest.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.AsyncMessage;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LogoutRequest;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.TaskManagementRequest;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.session.Completion;
import io.santinel.iscsi.session.RecoveryTimes;
import io.santinel.iscsi.session.ScsiResult;
import io.santinel.iscsi.session.SessionTimes;
import io.santinel.iscsi.session.SessionView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RecoveryTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static SessionTimes replacement(Duration timeout) {
        RecoveryTimes r = SessionTest.QUICK.recovery();
        return new SessionTimes(
                SessionTest.QUICK.noopInterval(),
                SessionTest.QUICK.noopTimeout(),
                SessionTest.QUICK.abort(),
                SessionTest.QUICK.lunReset(),
                new RecoveryTimes(r.login(), r.logout(), timeout, r.reopenMin(), r.reopenMax(), r.time2Wait()));
    }

    private static boolean isRead(Object pdu) {
        return pdu instanceof ScsiCommand command && command.cdb().get(0) == 0x28;
    }

    private static void readsBlockZero(LogicalUnit unit) throws IOException {
        unit.read(0, ByteBuffer.allocate(ScriptedTarget.BLOCK));
    }

    @Test
    void a_closed_portal_shows_failed_then_free_and_all_comes_back() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target).with(replacement(Duration.ofMillis(600))));
            LogicalUnit unit = session.logicalUnit(0);
            unit.capacity();
            target.shut();
            SessionView failed = await(session, view -> view.state().equals("FAILED"));
            assertThat(words(await(session, view -> view.connectionState().equals("TRANSPORT WAIT"))))
                    .isEqualTo("FAILED / TRANSPORT WAIT / REOPEN");
            assertThat(failed.lastError().orElseThrow().toString())
                    .contains(target.portal().toString());
            CompletableFuture<String> waiting = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    readsBlockZero(unit);
                    waiting.complete("read");
                } catch (IOException e) {
                    waiting.complete(String.valueOf(e.getMessage()));
                }
            });
            await(session, view -> view.state().equals("FREE"));
            assertThat(waiting.get()).contains(target.portal().toString());
            assertThatThrownBy(() -> readsBlockZero(unit)).isInstanceOf(IscsiException.class);
            target.reopen();
            SessionView back = await(session, view -> view.state().equals("LOGGED_IN"));
            assertThat(words(back)).isEqualTo("LOGGED_IN / LOGGED IN / NO CHANGE");
            assertThat(back.since()).isAfter(failed.since());
            readsBlockZero(unit);
        }
    }

    @Test
    void a_session_that_is_kept_logs_in_when_its_portal_opens() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            target.shut();
            IscsiSession session = initiator.keep(request(target));
            assertThatThrownBy(() -> readsBlockZero(session.logicalUnit(0))).isInstanceOf(IscsiException.class);
            target.reopen();
            await(session, view -> view.state().equals("LOGGED_IN"));
            readsBlockZero(session.logicalUnit(0));
        }
    }

    @Test
    void a_login_that_is_refused_throws_and_leaves_no_session() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            target.script((with, pdu) -> {
                if (pdu instanceof LoginRequest login) {
                    with.loginResponse(login, 2, 3, "");
                    return true;
                }
                return false;
            });
            assertThatThrownBy(() -> initiator.login(request(target)))
                    .isInstanceOfSatisfying(
                            IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FATAL_LOGIN))
                    .hasMessageContaining("0203 target not found")
                    .hasMessageContaining(target.portal().toString());
            assertThat(initiator.sessions()).isEmpty();
        }
    }

    @Test
    void follows_a_redirect_and_keeps_the_portal_that_was_asked_for() throws Exception {
        try (ScriptedTarget here = new ScriptedTarget();
                ScriptedTarget there = new ScriptedTarget();
                Initiator initiator = initiator()) {
            here.script(redirectTo(there.portal()));
            IscsiSession session = initiator.login(request(here));
            SessionView view = session.view();
            assertThat(view.currentPortal()).isEqualTo(there.portal());
            assertThat(view.persistentPortal()).isEqualTo(here.portal());
            assertThat(view.lastError()).isEmpty();
            here.script((_, _) -> false);
            there.drop();
            assertThat(await(
                                    session,
                                    v -> v.currentPortal().equals(here.portal())
                                            && v.state().equals("LOGGED_IN"))
                            .counters())
                    .containsEntry("login_pdus", 3L);
        }
    }

    @Test
    void two_portals_that_redirect_to_each_other_end_the_login() throws Exception {
        try (ScriptedTarget one = new ScriptedTarget();
                ScriptedTarget other = new ScriptedTarget();
                Initiator initiator = initiator()) {
            one.script(redirectTo(other.portal()));
            other.script(redirectTo(one.portal()));
            assertThatThrownBy(() -> initiator.login(request(one)))
                    .isInstanceOf(IscsiException.class)
                    .hasMessageContaining("redirect");
            assertThat(one.seen().size() + other.seen().size()).isEqualTo(9);
        }
    }

    private static ScriptedTarget.Script redirectTo(Portal portal) {
        return (with, pdu) -> {
            if (pdu instanceof LoginRequest login) {
                with.loginResponse(login, 1, 1, "TargetAddress=" + portal + '\0');
                return true;
            }
            return false;
        };
    }

    @Test
    void a_silent_target_is_pinged_and_given_up_with_1022() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target));
            await(session, view -> view.counters().getOrDefault("noprx_pdus", 0L) >= 2);
            assertThat(session.view().lastError()).isEmpty();
            target.script((_, pdu) -> pdu instanceof NopOut);
            SessionView failed = await(session, view -> view.lastError().isPresent());
            assertThat(failed.lastError().orElseThrow().toString()).startsWith("1022 NOP timeout: 127.0.0.1:");
            target.script((_, _) -> false);
            assertThat(await(
                                    session,
                                    view -> view.state().equals("LOGGED_IN")
                                            && view.counters().getOrDefault("login_pdus", 0L) == 2)
                            .counters())
                    .containsEntry("timeout_err", 1L);
        }
    }

    @Test
    void a_command_without_answer_is_aborted_and_its_late_answer_ignored() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target).withCommandTimeout(Duration.ofMillis(200)));
            LogicalUnit unit = session.logicalUnit(0);
            unit.capacity();
            AtomicReference<ScsiCommand> kept = new AtomicReference<>();
            target.script((_, pdu) -> {
                if (isRead(pdu)) {
                    kept.set((ScsiCommand) pdu);
                    return true;
                }
                return false;
            });
            ByteBuffer in = ByteBuffer.allocate(ScriptedTarget.BLOCK);
            assertThatThrownBy(() -> unit.read(0, in))
                    .isInstanceOfSatisfying(
                            IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PDU_TIMEOUT))
                    .hasMessageContaining("aborted");
            ScriptedTarget.Conversation with = target.conversations().getFirst();
            synchronized (with) {
                with.dataIn(kept.get(), pattern(ScriptedTarget.BLOCK, 1));
            }
            target.script((_, _) -> false);
            readsBlockZero(unit);
            assertThat(in.flip().limit(ScriptedTarget.BLOCK)).isEqualTo(ByteBuffer.allocate(ScriptedTarget.BLOCK));
            assertThat(session.view().counters())
                    .containsEntry("eh_abort_cnt", 1L)
                    .containsEntry("timeout_err", 1L)
                    .containsEntry("tmfrsp_pdus", 1L)
                    .containsEntry("login_pdus", 1L);
        }
    }

    @Test
    void an_abort_that_is_refused_leads_to_a_lun_reset_and_other_commands_are_sent_again() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target).withCommandTimeout(Duration.ofMillis(300)));
            LogicalUnit unit = session.logicalUnit(0);
            unit.capacity();
            AtomicInteger reads = new AtomicInteger();
            target.script((with, pdu) -> {
                if (pdu instanceof TaskManagementRequest tmf && tmf.function() == 1) {
                    with.send(new TaskManagementResponse(
                            5, tmf.initiatorTaskTag(), with.statSn++, with.expCmdSn, with.maxCmdSn));
                    return true;
                }
                return isRead(pdu) && reads.incrementAndGet() <= 1;
            });
            assertThatThrownBy(() -> readsBlockZero(unit)).hasMessageContaining("LUN reset");
            assertThat(target.seen())
                    .filteredOn(TaskManagementRequest.class::isInstance)
                    .extracting(pdu -> ((TaskManagementRequest) pdu).function())
                    .containsExactly(1, 5);
            readsBlockZero(unit);
            assertThat(session.view().counters()).containsEntry("login_pdus", 1L);
        }
    }

    @Test
    void a_target_that_answers_no_task_management_loses_the_connection() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target).withCommandTimeout(Duration.ofMillis(100)));
            LogicalUnit unit = session.logicalUnit(0);
            unit.capacity();
            target.script((_, pdu) -> isRead(pdu) || pdu instanceof TaskManagementRequest);
            assertThatThrownBy(() -> readsBlockZero(unit)).hasMessageContaining("session dropped");
            target.script((_, _) -> false);
            readsBlockZero(unit);
            assertThat(session.view().lastError().orElseThrow().code().orElseThrow())
                    .isEqualTo(1021);
            assertThat(session.view().counters()).containsEntry("timeout_err", 3L);
        }
    }

    @Test
    void a_window_of_one_command_does_not_deadlock_and_is_never_exceeded() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget().window(1);
                Initiator initiator = initiator()) {
            AtomicInteger out = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            target.script((with, pdu) -> {
                if (isRead(pdu)) {
                    most.accumulateAndGet(out.incrementAndGet(), Math::max);
                    with.serve(pdu);
                    out.decrementAndGet();
                    return true;
                }
                return false;
            });
            IscsiSession session = initiator.login(request(target));
            LogicalUnit unit = session.logicalUnit(0);
            unit.capacity();
            List<CompletableFuture<ScsiResult>> answers =
                    IntStream.range(0, 64).mapToObj(i -> read(unit, i)).toList();
            for (CompletableFuture<ScsiResult> answer : answers) {
                assertThat(answer.get().isGood()).isTrue();
            }
            assertThat(most).hasValue(1);
        }
    }

    private static CompletableFuture<ScsiResult> read(LogicalUnit unit, int lba) {
        CompletableFuture<ScsiResult> answer = new CompletableFuture<>();
        try {
            unit.readAsync(lba, 1, ByteBuffer.allocate(ScriptedTarget.BLOCK), new Completion() {
                @Override
                public void done(ScsiResult result) {
                    answer.complete(result);
                }

                @Override
                public void failed(IscsiException why) {
                    answer.completeExceptionally(why);
                }
            });
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    @Test
    void a_logout_that_the_target_asks_for_is_done_and_followed_by_a_login() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target));
            readsBlockZero(session.logicalUnit(0));
            async(target, 1);
            SessionView back = await(
                    session,
                    view -> view.state().equals("LOGGED_IN") && view.counters().getOrDefault("login_pdus", 0L) == 2);
            assertThat(target.seen())
                    .filteredOn(LogoutRequest.class::isInstance)
                    .hasSize(1);
            assertThat(back.lastError().orElseThrow().toString()).contains("asked for a logout");
            readsBlockZero(session.logicalUnit(0));
        }
    }

    @Test
    void an_announced_drop_is_waited_out_and_answered_by_a_login() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target));
            async(target, 2);
            await(
                    session,
                    view -> view.counters().getOrDefault("login_pdus", 0L) == 2
                            && view.state().equals("LOGGED_IN"));
            readsBlockZero(session.logicalUnit(0));
        }
    }

    private static void async(ScriptedTarget target, int event) throws IOException {
        ScriptedTarget.Conversation with = target.conversations().getLast();
        synchronized (with) {
            with.send(new AsyncMessage(0, with.statSn++, with.expCmdSn, with.maxCmdSn, event, 0, 0, 0, 3, NOTHING));
        }
    }

    @Test
    void commands_in_flight_at_a_drop_are_answered_after_the_next_login() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target));
            LogicalUnit unit = session.logicalUnit(0);
            unit.capacity();
            AtomicInteger reads = new AtomicInteger();
            target.script((with, pdu) -> {
                if (isRead(pdu) && reads.incrementAndGet() <= 5) {
                    if (reads.get() == 5) {
                        with.channel.close();
                    }
                    return true;
                }
                return false;
            });
            List<CompletableFuture<ScsiResult>> answers =
                    IntStream.range(0, 10).mapToObj(i -> read(unit, i)).toList();
            for (CompletableFuture<ScsiResult> answer : answers) {
                assertThat(answer.get().received()).isEqualTo(ScriptedTarget.BLOCK);
            }
        }
    }

    @Test
    void garbage_gives_one_error_with_peer_and_offset_and_the_session_recovers() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Tap tap = new Tap(target.portal());
                Initiator initiator = initiator()) {
            SessionRequest request = SessionRequest.of(SessionTest.TARGET, tap.portal())
                    .with(SessionTest.QUICK)
                    .with(Key.DEFAULT_TIME2WAIT, "0");
            IscsiSession session = initiator.login(request);
            readsBlockZero(session.logicalUnit(0));
            long offset = tap.count().getOrDefault(-2, 0L);
            AtomicInteger once = new AtomicInteger();
            tap.fromTarget(bytes -> {
                if (once.getAndIncrement() == 0) {
                    bytes.put(0, (byte) 0x3b);
                }
                return bytes;
            });
            readsBlockZero(session.logicalUnit(0));
            String error = session.view().lastError().orElseThrow().toString();
            assertThat(error).startsWith("1008 protocol error: " + tap.portal() + ", byte ");
            assertThat(Long.parseLong(error.replaceAll(".*byte (\\d+):.*", "$1")))
                    .isGreaterThanOrEqualTo(offset);
            assertThat(session.view().counters()).containsEntry("login_pdus", 2L);
        }
    }

    @Test
    void a_wrong_digest_is_counted_and_the_read_done_again() throws Exception {
        for (String key : List.of("HeaderDigest", "DataDigest")) {
            try (ScriptedTarget target = new ScriptedTarget().key(key, "CRC32C");
                    Tap tap = new Tap(target.portal(), key.startsWith("H"), key.startsWith("D"));
                    Initiator initiator = initiator()) {
                Key digest = key.startsWith("H") ? Key.HEADER_DIGEST : Key.DATA_DIGEST;
                SessionRequest request = SessionRequest.of(SessionTest.TARGET, tap.portal())
                        .with(SessionTest.QUICK)
                        .with(Key.DEFAULT_TIME2WAIT, "0")
                        .with(digest, "CRC32C");
                IscsiSession session = initiator.login(request);
                LogicalUnit unit = session.logicalUnit(0);
                ByteBuffer out = pattern(ScriptedTarget.BLOCK, 3);
                unit.write(9, out.duplicate());
                AtomicInteger once = new AtomicInteger();
                tap.fromTarget(bytes -> {
                    if (bytes.get(0) == 0x25 && once.getAndIncrement() == 0) {
                        int at = key.startsWith("H") ? 20 : bytes.remaining() - 8;
                        bytes.put(at, (byte) (bytes.get(at) ^ 4));
                    }
                    return bytes;
                });
                ByteBuffer in = ByteBuffer.allocate(ScriptedTarget.BLOCK);
                unit.read(9, in);
                assertThat(in.flip()).isEqualTo(out);
                assertThat(session.view().counters())
                        .containsEntry("digest_err", 1L)
                        .containsEntry("login_pdus", 2L);
                assertThat(session.view().lastError().orElseThrow().code().orElseThrow())
                        .isEqualTo(key.startsWith("H") ? 1014 : 1015);
                assertThat(session.view().parameters()).containsEntry(key, "CRC32C");
            }
        }
    }

    @Test
    void a_write_whose_immediate_data_was_spoilt_is_done_after_the_next_login() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            AtomicInteger writes = new AtomicInteger();
            target.script((with, pdu) -> {
                if (pdu instanceof ScsiCommand command
                        && command.cdb().get(0) == 0x2a
                        && writes.getAndIncrement() == 0) {
                    with.expCmdSn--;
                    ByteBuffer header = ByteBuffer.allocate(Pdu.BHS_LENGTH);
                    command.encodeHeader(header);
                    with.send(new Reject(2, with.statSn++, with.expCmdSn, with.maxCmdSn, 0, header.flip()));
                    return true;
                }
                return false;
            });
            IscsiSession session = initiator.login(request(target));
            LogicalUnit unit = session.logicalUnit(0);
            ByteBuffer out = pattern(ScriptedTarget.BLOCK, 4);
            unit.write(3, out.duplicate());
            assertThat(target.disk().slice(3 * ScriptedTarget.BLOCK, ScriptedTarget.BLOCK))
                    .isEqualTo(out);
            assertThat(session.view().counters()).containsEntry("login_pdus", 2L);
        }
    }

    @Test
    void closing_logs_out_and_fails_what_comes_after() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target));
            session.close();
            assertThat(words(session.view())).isEqualTo("FREE / FREE / NO CHANGE");
            assertThat(target.seen())
                    .filteredOn(LogoutRequest.class::isInstance)
                    .hasSize(1);
            assertThat(initiator.sessions()).isEmpty();
            assertThatThrownBy(() -> readsBlockZero(session.logicalUnit(0))).hasMessageContaining("session closed");
        }
    }
}
