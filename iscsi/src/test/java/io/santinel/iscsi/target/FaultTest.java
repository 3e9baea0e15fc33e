package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.connection.DigestException;
import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.AsyncMessage;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.scsi.Cdb;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultTest {
    private Disk disk;
    private NetworkPortal portal;

    @BeforeEach
    void open() throws IscsiException {
        disk = Disk.open(Limits.DEFAULT, Optional.empty(), List.of(Peer.TARGET), "127.0.0.1", "127.0.0.1");
        portal = disk.portal();
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void a_closed_portal_drops_its_sessions_and_refuses_until_it_is_opened() throws IOException {
        NetworkPortal other = disk.entity.portals().get(1);
        try (Peer peer = Peer.loggedIn(portal.address());
                Peer beside = Peer.loggedIn(other.address())) {
            Portal address = portal.address();
            portal.close();
            assertThatThrownBy(peer::read).isInstanceOf(IscsiException.class);
            assertThatThrownBy(() -> Peer.connect(address)).isInstanceOf(ConnectException.class);
            Await.until(() -> portal.sessions() == 0);
            beside.command(1, 0, Cdb.testUnitReady(), 0);
            assertThat(beside.result(1).status()).isZero();
            assertThat(other.sessions()).isEqualTo(1);
            portal.open();
            assertThat(portal.address()).isEqualTo(address);
            try (Peer again = Peer.loggedIn(address)) {
                again.command(1, 0, Cdb.testUnitReady(), 0);
                assertThat(again.result(1).status()).isZero();
            }
        }
    }

    @Test
    void a_portal_refuses_logins_with_the_status_it_is_told() throws IOException {
        portal.loginFault(new LoginFault.Refuse(3, 1));
        try (Peer peer = Peer.connect(portal.address())) {
            LoginResponse response = peer.login(1);
            assertThat(response.statusClass()).isEqualTo(3);
            assertThat(response.statusDetail()).isEqualTo(1);
        }
        portal.behave();
        Peer.loggedIn(portal.address()).close();
    }

    @Test
    void a_redirect_names_the_other_portal_without_a_group_tag() throws IOException {
        Portal other = disk.entity.portals().get(1).address();
        portal.loginFault(new LoginFault.Redirect(other, true));
        try (Peer peer = Peer.connect(portal.address())) {
            LoginResponse response = peer.login(1);
            assertThat(response.statusClass()).isEqualTo(1);
            assertThat(response.statusDetail()).isEqualTo(2);
            assertThat(Text.parse(response.data())).contains(new KeyValue("TargetAddress", other.toString()));
        }
    }

    @Test
    void a_silent_portal_answers_nothing_and_drops_those_who_met_it_when_it_behaves() throws IOException {
        try (Peer peer = Peer.loggedIn(portal.address())) {
            portal.staySilent();
            peer.command(1, 0, Cdb.testUnitReady(), 0);
            CompletableFuture<Boolean> answered = CompletableFuture.supplyAsync(() -> {
                try {
                    peer.read();
                    return true;
                } catch (IOException e) {
                    return false;
                }
            });
            try (Peer second = Peer.connect(disk.entity.portals().get(1).address())) {
                assertThat(second.login(2).statusClass()).isZero();
            }
            assertThat(answered).isNotDone();
            portal.behave();
            assertThat(answered.join()).isFalse();
        }
    }

    @Test
    void initiators_are_asked_to_log_out() throws IOException {
        try (Peer peer = Peer.loggedIn(portal.address())) {
            Await.until(() -> portal.sessions() == 1);
            portal.requestLogout(7);
            AsyncMessage message = peer.read(AsyncMessage.class);
            assertThat(message.event()).isEqualTo(1);
            assertThat(message.parameter3()).isEqualTo(7);
        }
    }

    @Test
    void who_does_not_log_out_when_asked_is_dropped() throws IOException {
        try (Peer peer = Peer.loggedIn(portal.address())) {
            Await.until(() -> portal.sessions() == 1);
            portal.requestLogout(0);
            peer.read(AsyncMessage.class);
            assertThatThrownBy(peer::read).isInstanceOf(IscsiException.class);
        }
    }

    @Test
    void a_cold_reset_answers_and_then_drops_every_session_of_the_target() throws IOException {
        try (Peer one = Peer.loggedIn(portal.address());
                Peer two = Peer.loggedIn(portal.address(), "InitiatorName=iqn.2026-01.io.example:other")) {
            two.manage(TaskManagementFunction.TARGET_COLD_RESET, 1, 0, 0, 0);
            assertThat(two.read(TaskManagementResponse.class).response()).isZero();
            assertThatThrownBy(two::read).isInstanceOf(IscsiException.class);
            assertThatThrownBy(one::read).isInstanceOf(IscsiException.class);
        }
    }

    @Test
    void a_spoilt_digest_reaches_the_initiator_once() throws IOException {
        try (Peer peer = Peer.loggedIn(portal.address(), "DataDigest=CRC32C", "HeaderDigest=CRC32C")) {
            portal.spoilDigest(Segment.DATA);
            peer.command(1, 0, Cdb.read(0, 1), 512);
            assertThatThrownBy(peer::read)
                    .isInstanceOfSatisfying(
                            DigestException.class, e -> assertThat(e.segment()).isEqualTo(Segment.DATA));
            peer.command(2, 0, Cdb.read(0, 1), 512);
            assertThat(peer.result(2).status()).isZero();
            portal.spoilDigest(Segment.HEADER);
            peer.command(3, 0, Cdb.read(0, 1), 512);
            assertThatThrownBy(peer::read)
                    .isInstanceOfSatisfying(
                            DigestException.class, e -> assertThat(e.segment()).isEqualTo(Segment.HEADER));
        }
    }

    @Test
    void a_data_digest_error_is_rejected_and_fails_the_write_it_hit() throws IOException {
        try (Peer peer = Peer.loggedIn(portal.address(), "DataDigest=CRC32C", "ImmediateData=No")) {
            peer.write(1, Cdb.write(0, 1), 512, true, ByteBuffer.allocate(0));
            ReadyToTransfer ready = peer.read(ReadyToTransfer.class);
            peer.channel.spoilDigest(Segment.DATA);
            peer.dataOut(1, ready.targetTransferTag(), 0, 0, true, Peer.random(512));
            Reject reject = peer.read(Reject.class);
            assertThat(reject.reason()).isEqualTo(2);
            assertThat(reject.data().get(0)).isEqualTo((byte) 5);
            assertThat(peer.result(1).asc()).isEqualTo(0x4705);
            peer.command(2, 0, Cdb.read(0, 1), 512);
            assertThat(peer.result(2).data()).isEqualTo(ByteBuffer.allocate(512));
        }
    }

    @Test
    void a_header_digest_error_costs_the_connection() throws IOException {
        try (Peer peer = Peer.loggedIn(portal.address(), "HeaderDigest=CRC32C")) {
            peer.channel.spoilDigest(Segment.HEADER);
            peer.command(1, 0, Cdb.testUnitReady(), 0);
            assertThatThrownBy(peer::read).isInstanceOf(IscsiException.class);
            Await.until(() -> portal.sessions() == 0);
        }
    }

    @Test
    void both_digests_carry_reads_and_writes() throws IOException {
        ByteBuffer data = Peer.random(3 * 512);
        try (Peer peer = Peer.loggedIn(portal.address(), "HeaderDigest=CRC32C", "DataDigest=CRC32C")) {
            peer.write(1, Cdb.write(9, 3), 1536, true, data);
            assertThat(peer.result(1).status()).isZero();
            peer.command(2, 0, Cdb.read(9, 3), 1536);
            assertThat(peer.result(2).data()).isEqualTo(data);
        }
    }
}
