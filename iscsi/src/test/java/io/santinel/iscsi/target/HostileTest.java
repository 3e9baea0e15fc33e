package io.santinel.iscsi.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.scsi.Cdb;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever a peer sends, the session beside it goes on and the portal keeps accepting.
@Timeout(30)
class HostileTest {
    private Disk disk;
    private Peer beside;

    @BeforeEach
    void open() throws IOException {
        disk = Disk.open(Limits.DEFAULT.withLoginTimeout(Duration.ofSeconds(2)));
        beside = Peer.loggedIn(disk.address(), "InitiatorName=iqn.2026-01.io.example:beside");
    }

    @AfterEach
    void close() throws IOException {
        beside.command(1, 0, Cdb.testUnitReady(), 0);
        assertThat(beside.result(1).status()).as("the session beside").isZero();
        try (Peer late = Peer.loggedIn(disk.address(), "InitiatorName=iqn.2026-01.io.example:late")) {
            late.command(1, 0, Cdb.testUnitReady(), 0);
            assertThat(late.result(1).status()).as("a newcomer").isZero();
        }
        beside.close();
        disk.close();
    }

    @Test
    void garbage_closes_its_own_connection() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            byte[] garbage = new byte[4096];
            new Random(seed).nextBytes(garbage);
            sendRaw(garbage);
        }
    }

    @Test
    void a_length_beyond_the_limit_closes_before_anything_is_allocated() throws IOException {
        byte[] header = new byte[48];
        header[0] = 0x43;
        header[5] = header[6] = header[7] = (byte) 0xff;
        sendRaw(header);
    }

    @Test
    void a_pdu_that_stops_in_the_middle_ends_with_its_connection() throws IOException {
        byte[] header = new byte[48];
        header[0] = 0x43;
        header[7] = 100;
        try (Socket socket = socket()) {
            socket.getOutputStream().write(header, 0, 30);
        }
        try (Socket socket = socket()) {
            socket.getOutputStream().write(header);
            socket.getOutputStream().write(new byte[50]);
        }
    }

    @Test
    void a_command_before_login_closes() throws IOException {
        byte[] header = new byte[48];
        header[0] = 0x01;
        sendRaw(header);
    }

    @Test
    void login_text_without_sense_is_refused_or_closed() throws IOException {
        for (String text : new String[] {"=", "InitiatorName", "InitiatorName=\0TargetName=", "SessionType=Odd\0"}) {
            byte[] data = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            byte[] pdu = new byte[48 + (data.length + 3) / 4 * 4];
            pdu[0] = 0x43;
            pdu[1] = (byte) 0x87;
            pdu[7] = (byte) data.length;
            System.arraycopy(data, 0, pdu, 48, data.length);
            sendRaw(pdu);
        }
    }

    @Test
    void a_login_that_never_ends_is_dropped_in_time() throws IOException {
        try (Socket socket = socket()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void ten_thousand_half_open_logins_keep_nobody_out() throws IOException {
        Deque<Socket> open = new ArrayDeque<>();
        int most = 0;
        try {
            for (int i = 0; i < 10_000; i++) {
                open.add(socket());
                if (i % 3 == 0) {
                    open.getLast().getOutputStream().write(0x43);
                }
                if (open.size() > 2000) {
                    open.removeFirst().close();
                }
                if (i % 1000 == 999) {
                    most = Math.max(most, Thread.activeCount());
                    try (Peer newcomer = Peer.loggedIn(disk.address(), "InitiatorName=iqn.2026-01.io.example:new")) {
                        newcomer.command(1, 0, Cdb.testUnitReady(), 0);
                        assertThat(newcomer.result(1).status()).isZero();
                    }
                    beside.command(i, 0, Cdb.testUnitReady(), 0);
                    assertThat(beside.result(i).status()).isZero();
                }
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        assertThat(most).as("threads").isLessThan(Limits.DEFAULT.connections() + 100);
    }

    @Test
    void bit_errors_in_full_feature_phase_cost_no_one_else() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            try (Peer peer = Peer.loggedIn(disk.address())) {
                ByteBuffer header = ByteBuffer.allocate(48);
                new io.santinel.iscsi.pdu.ScsiCommand(
                                false,
                                true,
                                true,
                                false,
                                1,
                                0,
                                1,
                                512,
                                peer.cmdSn,
                                0,
                                Cdb.read(0, 1),
                                ByteBuffer.allocate(0),
                                ByteBuffer.allocate(0))
                        .encodeHeader(header);
                for (int i = 0; i < 3; i++) {
                    int at = random.nextInt(48);
                    header.put(at, (byte) (header.get(at) ^ (1 << random.nextInt(8))));
                }
                peer.raw(header.flip());
            }
        }
    }

    @Test
    void an_initiator_that_does_not_read_is_dropped_and_holds_nobody_up() throws IOException {
        disk.close();
        beside.close();
        disk = Disk.open(Limits.DEFAULT.withPing(Duration.ofMillis(300), Duration.ofMillis(300)));
        beside = Peer.loggedIn(disk.address(), "InitiatorName=iqn.2026-01.io.example:beside");
        try (Peer deaf = Peer.loggedIn(disk.address())) {
            try {
                for (int i = 0; i < 120; i++) {
                    deaf.command(i, 0, Cdb.read(0, 4096), 4096 * 512);
                }
                Await.until(() -> {
                    answerPing();
                    return disk.portal().sessions() == 1;
                });
            } catch (IscsiException e) {
                Await.until(() -> disk.portal().sessions() == 1);
            }
        }
    }

    /// Keeps the session beside alive while the clock of the test is fast.
    private void answerPing() {
        try {
            beside.command(5, 0, Cdb.testUnitReady(), 0);
            for (Pdu pdu = beside.read(); pdu.initiatorTaskTag() != 5; pdu = beside.read()) {
                // A ping: the command that was sent is answer enough.
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(disk.address().host(), disk.address().port());
        socket.setSoTimeout(5000);
        return socket;
    }

    /// Sends bytes and waits for the close; an answer before it may come.
    private void sendRaw(byte[] bytes) throws IOException {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            byte[] answer = new byte[4096];
            int got = socket.getInputStream().read(answer);
            assertThat(got < 0 || (answer[0] & 0x3f) == 0x23)
                    .as("closed or refused: %s", Arrays.toString(Arrays.copyOf(answer, 8)))
                    .isTrue();
        } catch (EOFException | java.net.SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
