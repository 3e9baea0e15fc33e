package io.santinel.iscsi.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.santinel.iscsi.key.DiscoveredTarget;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiDataOut;
import io.santinel.iscsi.pdu.TextRequest;
import io.santinel.iscsi.pdu.TextResponse;
import io.santinel.iscsi.session.RecoveryTimes;
import io.santinel.iscsi.session.SessionTimes;
import io.santinel.iscsi.session.SessionView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SessionTest {
    static final IscsiName TARGET = new IscsiName("iqn.2026-01.example:scripted");
    static final SessionTimes QUICK = new SessionTimes(
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            new RecoveryTimes(
                    Duration.ofSeconds(2),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(20),
                    Duration.ofMillis(50),
                    Duration.ofMillis(50)));

    static Initiator initiator() {
        return new Initiator(new IscsiName("iqn.2026-01.example:initiator"), new Random(1), InstantSource.system());
    }

    static SessionRequest request(ScriptedTarget target) {
        return SessionRequest.of(TARGET, target.portal()).with(QUICK).with(Key.DEFAULT_TIME2WAIT, "0");
    }

    static ByteBuffer pattern(int bytes, int seed) {
        byte[] pattern = new byte[bytes];
        new Random(seed).nextBytes(pattern);
        return ByteBuffer.wrap(pattern);
    }

    /// Waits until the session looks as wanted.
    static SessionView await(IscsiSession session, Predicate<SessionView> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        SessionView view = session.view();
        while (!wanted.test(view)) {
            assertThat(System.nanoTime()).as("still %s", view).isLessThan(end);
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(2);
            view = session.view();
        }
        return view;
    }

    static String words(SessionView view) {
        return view.state() + " / " + view.connectionState() + " / " + view.internalState();
    }

    @Test
    void reads_back_what_it_wrote_with_immediate_data_and_several_r2ts() throws IOException {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target));
            LogicalUnit unit = session.logicalUnit(0);
            ByteBuffer out = pattern(100 * ScriptedTarget.BLOCK, 7);
            unit.write(3, out.duplicate());
            ByteBuffer in = ByteBuffer.allocateDirect(out.remaining());
            unit.read(3, in);
            assertThat(in.flip()).isEqualTo(out);
            assertThat(target.disk().slice(3 * ScriptedTarget.BLOCK, out.remaining()))
                    .isEqualTo(out);
            assertThat(session.view().counters()).containsEntry("r2t_pdus", 3L);
            assertThat(words(session.view())).isEqualTo("LOGGED_IN / LOGGED IN / NO CHANGE");
        }
    }

    @Test
    void logs_in_again_after_a_drop_and_loses_no_data() throws Exception {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target));
            LogicalUnit unit = session.logicalUnit(0);
            unit.capacity();
            for (int i = 0; i < 50; i++) {
                if (i % 10 == 5) {
                    target.drop();
                }
                unit.write(i, pattern(ScriptedTarget.BLOCK, i));
            }
            for (int i = 0; i < 50; i++) {
                ByteBuffer in = ByteBuffer.allocate(ScriptedTarget.BLOCK);
                unit.read(i, in);
                assertThat(in.flip()).isEqualTo(pattern(ScriptedTarget.BLOCK, i));
            }
            assertThat(session.view().counters()).containsEntry("login_pdus", 6L);
        }
    }

    @Test
    void a_discovery_collects_an_answer_of_several_pdus_and_answers_a_ping_meanwhile() throws IOException {
        try (ScriptedTarget target = new ScriptedTarget();
                Initiator initiator = initiator()) {
            String all = "TargetName=iqn.2026-01.example:a\0TargetAddress=[::1]:3260,1\0TargetAddress=host:3261,2\0"
                    + "TargetName=iqn.2026-01.example:b\0";
            target.without("InitialR2T").without("ImmediateData").without("MaxBurstLength");
            target.without("FirstBurstLength").without("DefaultTime2Wait").without("TargetPortalGroupTag");
            target.script((with, pdu) -> {
                if (!(pdu instanceof TextRequest text)) {
                    return false;
                }
                int part = text.targetTransferTag() == Pdu.RESERVED_TAG ? 0 : text.targetTransferTag();
                int end = Math.min(all.length(), part + 30);
                boolean last = end == all.length();
                with.send(new NopIn(
                        0, Pdu.RESERVED_TAG, 5, with.statSn, with.expCmdSn, with.maxCmdSn, ByteBuffer.allocate(0)));
                with.send(new TextResponse(
                        last,
                        !last,
                        0,
                        text.initiatorTaskTag(),
                        last ? Pdu.RESERVED_TAG : end,
                        with.statSn++,
                        with.expCmdSn,
                        with.maxCmdSn,
                        StandardCharsets.UTF_8.encode(all.substring(part, end))));
                return true;
            });
            assertThat(initiator.discover(target.portal(), Optional.empty(), Duration.ofSeconds(5)))
                    .extracting(
                            DiscoveredTarget::name, found -> found.addresses().toString())
                    .containsExactly(
                            tuple("iqn.2026-01.example:a", "[[::1]:3260,1, host:3261,2]"),
                            tuple("iqn.2026-01.example:b", "[]"));
            assertThat(target.seen()).filteredOn(NopOut.class::isInstance).isNotEmpty();
        }
    }

    @Test
    void unsolicited_data_goes_out_without_being_asked_for_up_to_the_first_burst() throws IOException {
        try (ScriptedTarget target = new ScriptedTarget()
                        .key("InitialR2T", "No")
                        .key("FirstBurstLength", "16384")
                        .key("MaxRecvDataSegmentLength", "4096");
                Initiator initiator = initiator()) {
            IscsiSession session = initiator.login(request(target));
            LogicalUnit unit = session.logicalUnit(0);
            ByteBuffer out = pattern(48 * ScriptedTarget.BLOCK, 4);
            unit.write(0, out.duplicate());
            assertThat(target.disk().slice(0, out.remaining())).isEqualTo(out);
            assertThat(target.seen())
                    .filteredOn(ScsiDataOut.class::isInstance)
                    .extracting(pdu -> (ScsiDataOut) pdu)
                    .extracting(ScsiDataOut::dataSn, ScsiDataOut::bufferOffset, ScsiDataOut::isFinal)
                    .containsExactly(
                            tuple(0, 4096, false),
                            tuple(1, 8192, false),
                            tuple(2, 12288, true),
                            tuple(0, 16384, false),
                            tuple(1, 20480, true));
        }
    }
}
