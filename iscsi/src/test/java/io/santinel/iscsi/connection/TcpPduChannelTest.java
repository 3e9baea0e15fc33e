package io.santinel.iscsi.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpPduChannelTest {
    private final Counting counting = new Counting();
    private SocketChannel raw;
    private TcpPduChannel channel;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            raw = SocketChannel.open(server.getLocalAddress());
            channel = new TcpPduChannel(server.accept(), counting);
        }
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        raw.close();
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void both_ends_agree_with_and_without_digests(boolean header, boolean data) throws Exception {
        List<Pdu> sent = batch();
        try (TcpPduChannel other = new TcpPduChannel(raw, PduObserver.NONE)) {
            for (TcpPduChannel end : List.of(channel, other)) {
                end.digests(header, data);
                end.receiveLimit(1 << 20);
            }
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    other.write(sent);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            for (Pdu pdu : sent) {
                assertThat(channel.read()).isEqualTo(pdu);
            }
            writing.get();
        }
        assertThat(counting.received).hasSize(sent.size());
    }

    @Test
    void refuses_a_connection_that_ended_in_itself() throws IOException {
        try (SocketChannel self = SocketChannel.open()) {
            self.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            self.connect(self.getLocalAddress());
            assertThatThrownBy(() -> new TcpPduChannel(self, PduObserver.NONE))
                    .isInstanceOf(IscsiException.class)
                    .hasMessageContaining("nobody listens");
        }
    }

    @Test
    void puts_the_digests_least_significant_byte_first_behind_header_and_data() throws Exception {
        channel.digests(true, true);
        channel.write(ping(HexFormat.of().parseHex("00".repeat(32))));
        ByteBuffer wire = receive(48 + 4 + 32 + 4);
        assertThat(hex(wire, 84, 88)).isEqualTo("aa36918a");
        assertThat(counting.sent).containsExactly(88);
    }

    @Test
    void pads_with_zeros_and_counts_the_padding() throws Exception {
        channel.write(ping(new byte[] {1, 2, 3, 4, 5}));
        ByteBuffer wire = receive(56);
        assertThat(hex(wire, 48, 56)).isEqualTo("0102030405000000");
        assertThat(counting.sent).containsExactly(56);
    }

    @Test
    void a_wrong_data_digest_costs_one_pdu_only() throws Exception {
        channel.digests(false, true);
        ByteBuffer wire = bytes(ping(new byte[] {1, 2, 3, 4}), 4);
        wire.putInt(52, 0x12345678);
        raw.write(wire);
        raw.write(bytes(ping(new byte[0]), 0));
        assertThatThrownBy(channel::read)
                .isInstanceOfSatisfying(
                        DigestException.class, e -> assertThat(e.segment()).isEqualTo(DigestException.Segment.DATA));
        assertThat(channel.header().getInt(16)).isEqualTo(7);
        assertThat(channel.read()).isEqualTo(ping(new byte[0]));
        assertThat(counting.dataErrors).isEqualTo(1);
    }

    @Test
    void a_wrong_header_digest_closes_the_channel() throws Exception {
        channel.digests(true, false);
        raw.write(bytes(ping(new byte[0]), 4));
        assertThatThrownBy(channel::read)
                .isInstanceOfSatisfying(
                        DigestException.class, e -> assertThat(e.segment()).isEqualTo(DigestException.Segment.HEADER));
        assertThat(channel.isOpen()).isFalse();
        assertThat(counting.headerErrors).isEqualTo(1);
    }

    @Test
    void refuses_a_data_segment_over_the_limit_before_it_has_arrived() throws Exception {
        ByteBuffer wire = bytes(ping(new byte[0]), 0);
        wire.putInt(4, 8193);
        raw.write(wire);
        assertThatThrownBy(channel::read).isInstanceOf(ProtocolViolation.class).hasMessageContaining("8193");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void reads_on_after_an_unknown_opcode() throws Exception {
        ByteBuffer wire = bytes(ping(new byte[] {1}), 0);
        wire.put(0, (byte) 0x1d);
        raw.write(wire);
        raw.write(bytes(ping(new byte[0]), 0));
        assertThatThrownBy(channel::read).isInstanceOf(ProtocolViolation.class).hasMessageContaining("0x1d");
        assertThat(channel.header().get(0)).isEqualTo((byte) 0x1d);
        assertThat(channel.read()).isEqualTo(ping(new byte[0]));
    }

    @Test
    void padding_other_than_zero_is_taken() throws Exception {
        ByteBuffer wire = bytes(ping(new byte[] {1}), 0);
        wire.put(49, (byte) 0x55).put(51, (byte) 0x55);
        raw.write(wire);
        assertThat(channel.read()).isEqualTo(ping(new byte[] {1}));
    }

    @Test
    void says_who_closed_the_connection() throws Exception {
        raw.write(ByteBuffer.allocate(20));
        raw.close();
        assertThatThrownBy(channel::read)
                .isInstanceOfSatisfying(
                        IscsiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANS))
                .hasMessageContaining("127.0.0.1:")
                .hasMessageContaining("closed by the peer");
    }

    @Test
    void closing_ends_a_waiting_read() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            started.countDown();
            try {
                channel.read();
            } catch (IOException e) {
                ended.complete(e);
            }
        });
        started.await();
        channel.close();
        assertThat(ended.get()).isInstanceOf(IscsiException.class).hasMessageContaining("connection closed");
    }

    @Test
    void names_the_portal_that_refuses() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Portal portal = new Portal("127.0.0.1", port);
        assertThatThrownBy(() -> TcpPduChannel.connect(portal, Duration.ofSeconds(5), PduObserver.NONE))
                .isInstanceOf(IscsiException.class)
                .hasMessageContaining(portal.toString());
    }

    private static NopOut ping(byte[] data) {
        return new NopOut(false, 0, 7, Pdu.RESERVED_TAG, 1, 2, ByteBuffer.wrap(data));
    }

    /// More than the buffers hold, in heap and direct memory, with odd lengths and a long CDB.
    private static List<Pdu> batch() {
        Random random = new Random(1);
        List<Pdu> pdus = new ArrayList<>();
        for (int length : new int[] {0, 1, 511, 4096, 70_001, 200_000}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            pdus.add(new NopIn(1, 2, 3, 4, 5, 6, ByteBuffer.wrap(bytes)));
            ByteBuffer direct = ByteBuffer.allocateDirect(length).put(bytes).flip();
            pdus.add(new ScsiDataIn(true, false, false, true, true, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, direct));
            ByteBuffer cdb = ByteBuffer.wrap(new byte[33]).put(0, (byte) 0x7f).put(32, (byte) 0x11);
            pdus.add(new ScsiCommand(
                    false,
                    true,
                    false,
                    true,
                    1,
                    0,
                    9,
                    length,
                    3,
                    4,
                    cdb,
                    ByteBuffer.allocate(0),
                    ByteBuffer.wrap(bytes)));
        }
        return pdus;
    }

    private static ByteBuffer bytes(Pdu pdu, int more) {
        int length = pdu.data().remaining();
        ByteBuffer wire = ByteBuffer.allocate(48 + length + (-length & 3) + more);
        pdu.encodeHeader(wire);
        wire.put(pdu.data());
        return wire.clear();
    }

    private static String hex(ByteBuffer wire, int from, int to) {
        byte[] bytes = new byte[to - from];
        wire.get(from, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private ByteBuffer receive(int count) throws IOException {
        ByteBuffer wire = ByteBuffer.allocate(count);
        while (wire.hasRemaining()) {
            raw.read(wire);
        }
        return wire;
    }

    private static final class Counting implements PduObserver {
        private final List<Integer> sent = new ArrayList<>();
        private final List<Integer> received = new ArrayList<>();
        private int headerErrors;
        private int dataErrors;

        @Override
        public void sent(Opcode opcode, int bytesOnWire) {
            sent.add(bytesOnWire);
        }

        @Override
        public void received(Opcode opcode, int bytesOnWire) {
            received.add(bytesOnWire);
        }

        @Override
        public void headerDigestError() {
            headerErrors++;
        }

        @Override
        public void dataDigestError() {
            dataErrors++;
        }
    }
}
