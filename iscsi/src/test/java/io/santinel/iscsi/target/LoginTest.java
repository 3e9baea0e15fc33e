package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.scsi.Cdb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LoginTest {
    @Test
    void a_login_learns_the_portal_group_and_a_handle() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT);
                Peer peer = Peer.connect(disk.address())) {
            LoginResponse response = peer.login(1);
            assertThat(response.statusClass()).isZero();
            assertThat(response.tsih()).isNotZero();
            assertThat(response.expCmdSn()).isEqualTo(Peer.FIRST_CMDSN);
            assertThat(Text.parse(response.data())).contains(new KeyValue("TargetPortalGroupTag", "1"));
            peer.command(1, 0, Cdb.testUnitReady(), 0);
            assertThat(peer.result(1).status()).isZero();
            assertThat(disk.portal().sessions()).isEqualTo(1);
        }
    }

    @Test
    void names_are_compared_without_regard_to_case() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT);
                Peer peer = Peer.connect(disk.address())) {
            assertThat(peer.login(1, "TargetName=IQN.2026-01.io.Example:Disk").statusClass())
                    .isZero();
        }
    }

    @Test
    void an_unknown_target_is_refused_and_the_connection_closed() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT);
                Peer peer = Peer.connect(disk.address())) {
            LoginResponse response = peer.login(1, "TargetName=iqn.2026-01.io.example:none");
            assertThat(status(response)).isEqualTo(0x0203);
            assertThatThrownBy(peer::read).isInstanceOf(IscsiException.class);
        }
    }

    @Test
    void without_chap_nobody_gets_in_where_it_is_required() throws IOException {
        TargetAuthentication chap = new TargetAuthentication(
                Map.of("user", Secret.of("averysecretsecret".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                Optional.empty(),
                false,
                List.of(ChapAlgorithm.MD5));
        try (Disk disk = Disk.open(Limits.DEFAULT, Optional.of(chap), List.of(Peer.TARGET), "127.0.0.1");
                Peer peer = Peer.connect(disk.address())) {
            assertThat(status(peer.login(1))).isEqualTo(0x0201);
            assertThat(disk.entity.sessionCount()).isZero();
        }
    }

    @Test
    void the_same_initiator_and_isid_again_close_the_session_before() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT);
                Peer first = Peer.loggedIn(disk.address(), "ImmediateData=No")) {
            first.write(1, Cdb.write(0, 1), 512, true, ByteBuffer.allocate(0));
            first.read(ReadyToTransfer.class);
            try (Peer second = Peer.loggedIn(disk.address())) {
                second.command(1, 0, Cdb.testUnitReady(), 0);
                assertThat(second.result(1).status()).isZero();
                assertThatThrownBy(first::read).isInstanceOf(IscsiException.class);
                assertThat(disk.entity.sessionCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void another_isid_is_another_session() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT);
                Peer first = Peer.loggedIn(disk.address());
                Peer second = Peer.connect(disk.address())) {
            assertThat(second.login(2).statusClass()).isZero();
            first.command(1, 0, Cdb.testUnitReady(), 0);
            assertThat(first.result(1).status()).isZero();
            assertThat(disk.entity.sessionCount()).isEqualTo(2);
        }
    }

    @Test
    void a_session_too_many_is_refused_and_one_may_still_be_replaced() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT.withCounts(10, 1, 16));
                Peer first = Peer.connect(disk.address());
                Peer second = Peer.connect(disk.address());
                Peer third = Peer.connect(disk.address())) {
            assertThat(first.login(1).statusClass()).isZero();
            assertThat(status(second.login(2))).isEqualTo(0x0302);
            assertThat(third.login(1).statusClass()).isZero();
        }
    }

    @Test
    void a_connection_too_many_is_closed_and_its_place_is_free_again_later() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT.withCounts(1, 10, 16))) {
            try (Peer first = Peer.loggedIn(disk.address());
                    Peer second = Peer.connect(disk.address())) {
                assertThatThrownBy(second::read).isInstanceOf(IscsiException.class);
                first.logout(1, 0, 0);
                first.read();
            }
            Await.until(() -> {
                try (Peer third = Peer.connect(disk.address())) {
                    return third.login(3).statusClass() == 0;
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void a_login_that_takes_too_long_is_dropped() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT.withLoginTimeout(Duration.ofMillis(150)));
                Peer peer = Peer.connect(disk.address())) {
            assertThatThrownBy(peer::read).isInstanceOf(IscsiException.class);
        }
    }

    @Test
    void an_idle_initiator_is_pinged_and_dropped_when_it_stays_silent() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT.withPing(Duration.ofMillis(100), Duration.ofMillis(400)));
                Peer peer = Peer.loggedIn(disk.address())) {
            NopIn ping = peer.read(NopIn.class);
            assertThat(ping.initiatorTaskTag()).isEqualTo(Pdu.RESERVED_TAG);
            assertThat(ping.wantsAnswer()).isTrue();
            peer.nop(Pdu.RESERVED_TAG, ping.targetTransferTag(), ByteBuffer.allocate(0));
            NopIn second = peer.read(NopIn.class);
            assertThat(second.targetTransferTag()).isNotEqualTo(ping.targetTransferTag());
            assertThat(second.statSn()).as("a ping uses no number up").isEqualTo(ping.statSn());
            assertThatThrownBy(peer::read).isInstanceOf(IscsiException.class);
        }
    }

    @Test
    void ipv6_works_as_ipv4_does() throws IOException {
        try (Disk disk = Disk.open(Limits.DEFAULT, Optional.empty(), List.of(Peer.TARGET), "::1");
                Peer peer = Peer.loggedIn(disk.address())) {
            peer.command(1, 0, Cdb.readCapacity10(), 8);
            assertThat(peer.result(1).data().getInt(0)).isEqualTo((2 << 20) / 512 - 1);
        }
    }

    private static int status(LoginResponse response) {
        return response.statusClass() << 8 | response.statusDetail();
    }
}
