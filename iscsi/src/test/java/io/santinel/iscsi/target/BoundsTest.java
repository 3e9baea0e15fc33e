package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.model.ChildTarget;
import io.santinel.iscsi.model.Model;
import io.santinel.iscsi.model.ModelTarget;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Lun;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.TextRequest;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What hostile peers, many at a time, can make the target keep. It runs in a process with a heap of 64 MiB, which ends
/// when that is full; each test would fill it several times over if the bound were not there.
@Timeout(60)
class BoundsTest {
    private static final int PEERS = 32;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int BLOCK = 512;

    private final List<Peer> peers = new ArrayList<>();
    private ChildTarget target;
    private Peer beside;

    @BeforeEach
    void open() throws IOException {
        target = new ChildTarget(Model.medium());
        beside = peer("beside");
    }

    @AfterEach
    void works_beside_them() throws IOException {
        ByteBuffer block = Peer.random(BLOCK);
        beside.write(1, Cdb.write(3, 1), BLOCK, true, block.duplicate());
        assertThat(beside.result(1).status()).isZero();
        beside.command(2, 0, Cdb.read(3, 1), BLOCK);
        assertThat(beside.result(2).data()).isEqualTo(block);
        peers.forEach(Peer::close);
        beside.close();
        target.close();
    }

    private Peer peer(String name) throws IOException {
        return Peer.loggedIn(
                target.portal(),
                "InitiatorName=iqn.2026-01.example:" + name,
                "TargetName=" + ModelTarget.NAME,
                "InitialR2T=No",
                "ImmediateData=Yes",
                "FirstBurstLength=262144");
    }

    /// What a hostile peer does until the target has had enough of it.
    private interface Hostility {
        void by(Peer peer) throws IOException;
    }

    private void all(Hostility hostility) throws IOException {
        for (int i = 0; i < PEERS; i++) {
            Peer peer = peer("hostile" + i);
            peers.add(peer);
            try {
                hostility.by(peer);
            } catch (IscsiException e) {
                // The target closed the connection, as it may.
            }
        }
    }

    @Test
    void commands_ahead_of_a_missing_one_hold_little() throws IOException {
        ByteBuffer data = Peer.random(256 << 10);
        all(peer -> {
            for (int i = 1; i < 128; i++) {
                peer.channel.write(new ScsiCommand(
                        false,
                        true,
                        false,
                        true,
                        1,
                        0,
                        i,
                        data.remaining(),
                        peer.cmdSn + i,
                        0,
                        Cdb.write(0, 512),
                        NOTHING,
                        data.duplicate()));
            }
        });
    }

    @Test
    void commands_that_collect_data_get_task_set_full() throws IOException {
        ByteBuffer cdb =
                ByteBuffer.allocate(16).put(0, (byte) 0x89).put(13, (byte) Inquiry.MAX_COMPARE_AND_WRITE_BLOCKS);
        int expected = 2 * Inquiry.MAX_COMPARE_AND_WRITE_BLOCKS * BLOCK;
        List<Integer> statuses = new ArrayList<>();
        all(peer -> {
            for (int i = 0; i < 16; i++) {
                peer.write(i, cdb.duplicate(), expected, true, Peer.random(BLOCK));
            }
            for (int i = 0; i < 16; i++) {
                if (peer.read() instanceof ScsiResponse response) {
                    statuses.add(response.status());
                    i = 16;
                }
            }
        });
        assertThat(statuses).hasSize(PEERS).containsOnly(Status.TASK_SET_FULL.code());
    }

    @Test
    void text_without_end_is_cut_off() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(8192);
        all(peer -> {
            int transferTag = Pdu.RESERVED_TAG;
            for (int i = 0; i < 100; i++) {
                peer.channel.write(
                        new TextRequest(true, false, true, 0, 1, transferTag, peer.cmdSn, 0, data.duplicate()));
                Pdu answer = peer.read();
                assertThat(i).as("parts taken").isLessThan(9);
                transferTag = answer instanceof io.santinel.iscsi.pdu.TextResponse text ? text.targetTransferTag() : 0;
            }
        });
    }

    @Test
    void login_text_without_end_is_cut_off() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(8192);
        for (int i = 0; i < PEERS; i++) {
            Peer peer = Peer.connect(target.portal());
            peers.add(peer);
            int taken = 0;
            try {
                while (taken < 100) {
                    peer.channel.write(new LoginRequest(
                            false, true, 0, 0, 0, 0, Isid.ofOui(0x00023d, i), 0, 1, 0, 1, 0, data.duplicate()));
                    peer.read();
                    taken++;
                }
            } catch (IscsiException e) {
                // Closed.
            }
            assertThat(taken).as("parts taken").isLessThan(12);
        }
    }

    @Test
    void pings_whose_answers_nobody_reads_pile_up_in_tcp_alone() throws Exception {
        ByteBuffer data = Peer.random(256 << 10);
        List<Thread> senders = new ArrayList<>();
        all(peer -> senders.add(Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 500; i++) {
                    peer.channel.write(new NopOut(true, 0, i, Pdu.RESERVED_TAG, peer.cmdSn, 0, data.duplicate()));
                }
            } catch (IOException e) {
                // Closed at the end.
            }
        })));
        for (int i = 0; i < 20; i++) {
            beside.command(100 + i, 0, Cdb.read(0, 8), 8 * BLOCK);
            assertThat(beside.result(100 + i).status()).isZero();
        }
        peers.forEach(Peer::close);
        for (Thread sender : senders) {
            sender.join();
        }
    }

    @Test
    void immediate_commands_beyond_the_window_are_rejected() throws IOException {
        List<Pdu> rejects = new ArrayList<>();
        all(peer -> {
            for (int i = 0; i < 200; i++) {
                peer.channel.write(new ScsiCommand(
                        true,
                        true,
                        false,
                        true,
                        1,
                        Lun.bits(0),
                        i,
                        1 << 20,
                        peer.cmdSn,
                        0,
                        Cdb.write(0, 256),
                        NOTHING,
                        NOTHING));
            }
            for (Pdu pdu = peer.read(); !(pdu instanceof Reject); pdu = peer.read()) {
                // An R2T.
            }
            rejects.add(peer.read(Reject.class));
        });
        assertThat(rejects).hasSize(PEERS);
    }
}
