package io.santinel.iscsi.initiator;

import static io.santinel.iscsi.initiator.SessionTest.initiator;
import static io.santinel.iscsi.initiator.SessionTest.pattern;
import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.SessionCounters;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.pdu.AsyncMessage;
import io.santinel.iscsi.pdu.InitiatorPdu;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.TextRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every counter of a session against a count of the bytes that went through a relay.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CountersTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// Opcode of each counter that counts PDUs, in hexadecimal as in RFC 7143 §11.2.1.2.
    private static final Map<String, Integer> OPCODES = Map.ofEntries(
            Map.entry("noptx_pdus", 0x00),
            Map.entry("scsicmd_pdus", 0x01),
            Map.entry("tmfcmd_pdus", 0x02),
            Map.entry("login_pdus", 0x03),
            Map.entry("text_pdus", 0x04),
            Map.entry("dataout_pdus", 0x05),
            Map.entry("logout_pdus", 0x06),
            Map.entry("snack_pdus", 0x10),
            Map.entry("noprx_pdus", 0x20),
            Map.entry("scsirsp_pdus", 0x21),
            Map.entry("tmfrsp_pdus", 0x22),
            Map.entry("textrsp_pdus", 0x24),
            Map.entry("datain_pdus", 0x25),
            Map.entry("logoutrsp_pdus", 0x26),
            Map.entry("r2t_pdus", 0x31),
            Map.entry("async_pdus", 0x32),
            Map.entry("rjt_pdus", 0x3f),
            Map.entry("txdata_octets", -1),
            Map.entry("rxdata_octets", -2));

    @Test
    void every_counter_equals_the_count_of_the_captured_bytes() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Tap tap = new Tap(target.portal());
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(SessionRequest.of(SessionTest.TARGET, tap.portal())
                    .with(SessionTest.QUICK)
                    .with(Key.DEFAULT_TIME2WAIT, "0")
                    .withCommandTimeout(Duration.ofMillis(300)));
            LogicalUnit unit = session.logicalUnit(0);
            unit.write(0, pattern(200 * ScriptedTarget.BLOCK, 1));
            unit.read(0, ByteBuffer.allocate(200 * ScriptedTarget.BLOCK));
            unit.flush();
            tap.cut();
            // What is sent into the cut connection is counted and never seen by the relay.
            SessionTest.await(
                    session,
                    view -> view.counters().getOrDefault("login_pdus", 0L) == 2
                            && view.state().equals("LOGGED_IN"));
            unit.read(0, ByteBuffer.allocate(ScriptedTarget.BLOCK));
            ping(target);
            awaitPdu(target, NopOut.class);
            async(target, 4);
            awaitPdu(target, TextRequest.class);
            rejectOneRead(target, unit);
            leaveOneReadUnanswered(target, unit);
            async(target, 1);
            SessionTest.await(
                    session,
                    view -> view.counters().getOrDefault("login_pdus", 0L) == 3
                            && view.state().equals("LOGGED_IN"));
            session.close();
            Map<String, Long> counted = session.view().counters();
            Map<String, Long> captured = captured(tap);
            captured.put("digest_err", 0L);
            captured.put("timeout_err", 1L);
            captured.put("eh_abort_cnt", 1L);
            assertThat(counted).containsExactlyInAnyOrderEntriesOf(captured);
            assertThat(counted.keySet())
                    .containsAll(SessionCounters.ALL.counters().stream()
                            .map(Counter::name)
                            .toList());
            assertThat(counted.entrySet())
                    .filteredOn(e -> !List.of("digest_err", "snack_pdus").contains(e.getKey()))
                    .allSatisfy(e -> assertThat(e.getValue()).as(e.getKey()).isPositive());
        }
    }

    private static Map<String, Long> captured(Tap tap) {
        Map<Integer, Long> counts = tap.count();
        Map<String, Long> byName = new HashMap<>();
        OPCODES.forEach((name, opcode) -> byName.put(name, counts.getOrDefault(opcode, 0L)));
        return byName;
    }

    private static void awaitPdu(ScriptedTarget target, Class<? extends InitiatorPdu> kind)
            throws InterruptedException {
        InitiatorPdu pdu = null;
        while (!kind.isInstance(pdu)) {
            pdu = target.seen().poll(10, TimeUnit.SECONDS);
            assertThat(pdu).as("waiting for %s", kind).isNotNull();
        }
    }

    private static void ping(ScriptedTarget target) throws IOException {
        ScriptedTarget.Conversation with = target.conversations().getLast();
        synchronized (with) {
            with.send(new NopIn(0, RESERVED_TAG, 77, with.statSn, with.expCmdSn, with.maxCmdSn, NOTHING));
        }
    }

    private static void async(ScriptedTarget target, int event) throws IOException {
        ScriptedTarget.Conversation with = target.conversations().getLast();
        synchronized (with) {
            with.send(new AsyncMessage(0, with.statSn++, with.expCmdSn, with.maxCmdSn, event, 0, 0, 0, 3, NOTHING));
        }
    }

    private static void rejectOneRead(ScriptedTarget target, LogicalUnit unit) {
        AtomicInteger once = new AtomicInteger();
        target.script((with, pdu) -> {
            if (pdu instanceof ScsiCommand command && once.getAndIncrement() == 0) {
                ByteBuffer header = ByteBuffer.allocate(48);
                command.encodeHeader(header);
                with.send(new Reject(4, with.statSn++, with.expCmdSn, with.maxCmdSn, 0, header.flip()));
                return true;
            }
            return false;
        });
        assertThatThrownBy(() -> unit.read(0, ByteBuffer.allocate(ScriptedTarget.BLOCK)))
                .isInstanceOf(IscsiException.class)
                .hasMessageContaining("rejected a PDU: protocol error");
    }

    private static void leaveOneReadUnanswered(ScriptedTarget target, LogicalUnit unit) {
        AtomicInteger once = new AtomicInteger();
        target.script((_, pdu) -> pdu instanceof ScsiCommand && once.getAndIncrement() == 0);
        assertThatThrownBy(() -> unit.read(0, ByteBuffer.allocate(ScriptedTarget.BLOCK)))
                .isInstanceOf(IscsiException.class)
                .hasMessageContaining("aborted");
        target.script((_, _) -> false);
    }
}
