package io.santinel.app.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.app.wire.Recapture.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// However TCP carried it and whatever of it was captured, the PDUs are the same, or what is missing is said.
class StreamsTest {
    private static final int IP = 14;
    private static final String TARGET = "127.0.0.1:3260";

    private final List<Packet> packets = Recapture.packets("k-lio-digests");
    private final List<JsonNode> expected = Recapture.shown(Recapture.pcap(packets));

    StreamsTest() throws IOException {}

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 48, 1000})
    void segments_of_any_length(int most) throws IOException {
        List<Packet> cut = packets.stream()
                .flatMap(packet -> pieces(packet, most).stream())
                .toList();

        assertSame(Recapture.shown(Recapture.pcap(cut)));
    }

    @Test
    void segments_late_twice_and_overlapping() throws IOException {
        Random random = new Random(7143);
        List<Packet> changed = new ArrayList<>();
        for (Packet packet : packets) {
            List<Packet> pieces = new ArrayList<>(pieces(packet, 100));
            if (pieces.size() > 1) {
                pieces.add(packet);
                pieces.addAll(pieces(packet, 170));
                Collections.shuffle(pieces, random);
            }
            changed.addAll(pieces);
        }

        assertSame(Recapture.shown(Recapture.pcap(changed)));
    }

    @Test
    void a_whole_window_of_segments_in_disorder() throws IOException {
        List<Packet> changed = new ArrayList<>(packets);
        for (int at = 40; at + 8 < changed.size(); at += 8) {
            Collections.swap(changed, at, at + 2);
            Collections.swap(changed, at + 1, at + 3);
        }

        assertSame(Recapture.shown(Recapture.pcap(changed)));
    }

    @Test
    void digests_are_seen_also_where_the_login_is_not_in_the_capture() throws IOException {
        List<JsonNode> shown = Recapture.shown(Recapture.pcap(packets.subList(60, packets.size())));

        assertThat(shown).hasSizeGreaterThan(150);
        assertThat(shown)
                .filteredOn(pdu -> pdu.path("header_digest").asString("").equals("ok"))
                .hasSizeGreaterThan(150);
        assertThat(shown)
                .filteredOn(pdu -> pdu.path("data_digest").asString("").equals("ok"))
                .hasSizeGreaterThan(50);
        assertThat(Recapture.violations(shown)).isEmpty();
    }

    @Test
    void a_lost_packet_costs_no_more_than_the_pdus_in_it() throws IOException {
        int fewer = 0;
        for (int at = 100; at < 300; at += 20) {
            List<Packet> holed = new ArrayList<>(packets);
            Packet lost = holed.remove(at);
            if (payload(lost) > 0) {
                List<JsonNode> shown = Recapture.shown(Recapture.pcap(holed));
                List<String> said = Recapture.said(Recapture.pcap(holed));

                assertThat(shown).hasSizeBetween(expected.size() - 3, expected.size());
                boolean dataOnly = shown.stream().anyMatch(pdu -> pdu.has("not_captured"));
                assertThat(dataOnly || said.getFirst().contains(payload(lost) + " bytes were not captured"))
                        .as("%d bytes of packet %d", payload(lost), at)
                        .isTrue();
                fewer += expected.size() - shown.size();
            }
        }
        assertThat(fewer).isPositive();
    }

    @Test
    void cut_frames_show_their_headers_and_are_named() throws IOException {
        List<Packet> cut = packets.stream().map(packet -> packet.cut(66 + 100)).toList();
        List<JsonNode> shown = Recapture.shown(Recapture.pcap(cut));

        assertThat(shown)
                .filteredOn(pdu -> pdu.has("not_captured"))
                .isNotEmpty()
                .allSatisfy(pdu ->
                        assertThat(pdu.path("data_digest").asString("unknown")).isEqualTo("unknown"));
        assertThat(shown.size()).isGreaterThan(expected.size() / 2);
        assertThat(Recapture.said(Recapture.pcap(cut)))
                .anySatisfy(line -> assertThat(line).contains("frames were cut short by the capture (snaplen)"));
    }

    @Test
    void other_traffic_is_not_taken_for_iscsi() throws IOException {
        byte[] http =
                "GET / HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\nUser-Agent: test\r\n\r\n".getBytes(US_ASCII);
        List<Packet> changed = packets.stream()
                .map(packet -> payload(packet) == 0 ? packet : replaced(packet, http))
                .toList();

        assertThat(Recapture.shown(Recapture.pcap(changed))).isEmpty();
    }

    @Test
    void captures_of_faults_are_marked() throws IOException {
        assertThat(violationsOf("cu-tgt-cmdsn"))
                .containsExactly(
                        "CmdSN 984290622, want 984290493 (RFC 7143 §4.2.2.1)",
                        "CmdSN 984290622 is over MaxCmdSN 984290621 (RFC 7143 §4.2.2.1)",
                        "CmdSN 984290493 once more (RFC 7143 §4.2.2.1)");
        assertThat(violationsOf("cu-tgt-datasn")).contains("DataSN 27, want 0 (RFC 7143 §11.7.5)");
        assertThat(violationsOf("k-lio-digest-errors-in")).containsExactly("data digest error (RFC 7143 §7.8)");
        assertThat(violationsOf("k-lio-digest-errors-out")).contains("header digest error (RFC 7143 §7.8)");
        assertThat(violationsOf("k-lio-reject"))
                .contains(
                        "a NOP-Out without task tag that is not immediate (RFC 7143 §11.18)",
                        "unsolicited data is announced, but InitialR2T is Yes (RFC 7143 §13.10)");
        assertThat(violationsOf("qemu-tgt-initialr2t"))
                .contains("a sequence of 18432 bytes, MaxBurstLength is 4096 (RFC 7143 §13.13)");
        assertThat(violationsOf("k-tgt-nop"))
                .containsExactly("ExpDataSN 0, but 1 Data-In and R2T came (RFC 7143 §11.4.8)");
        for (String clean : List.of("k-lio-basic", "k-lio-unsolicited", "k-tgt-basic", "k-lio-tmf", "li-tgt-basic")) {
            assertThat(violationsOf(clean)).as(clean).isEmpty();
        }
    }

    private static List<String> violationsOf(String capture) throws IOException {
        return Recapture.violations(Recapture.shown(Recapture.pcap(Recapture.packets(capture))));
    }

    private void assertSame(List<JsonNode> shown) {
        List<String> ends = expected.stream()
                .map(pdu -> pdu.get("from").stringValue())
                .distinct()
                .toList();
        assertThat(ends).contains(TARGET).hasSizeGreaterThan(1);
        for (String end : ends) {
            assertThat(Recapture.sentBy(end, shown)).isEqualTo(Recapture.sentBy(end, expected));
        }
    }

    private static int payload(Packet packet) {
        return packet.bytes().limit() - headers(packet);
    }

    private static int headers(Packet packet) {
        return IP + 20 + (packet.bytes().get(IP + 20 + 12) >> 4 & 0xf) * 4;
    }

    /// The packet's payload in packets of at most so many bytes.
    private static List<Packet> pieces(Packet packet, int most) {
        int headers = headers(packet);
        List<Packet> pieces = new ArrayList<>();
        for (int at = 0; at == 0 || at < payload(packet); at += most) {
            byte[] part = new byte[Math.min(most, payload(packet) - at)];
            packet.bytes().get(headers + at, part);
            Packet piece = replaced(packet, part);
            piece.bytes().putInt(IP + 20 + 4, packet.bytes().getInt(IP + 20 + 4) + at);
            pieces.add(piece);
        }
        return pieces;
    }

    private static Packet replaced(Packet packet, byte[] payload) {
        int headers = headers(packet);
        return packet.with(frame -> ByteBuffer.allocate(headers + payload.length)
                .put(frame.slice(0, headers))
                .put(payload)
                .flip()
                .putShort(IP + 2, (short) (headers - IP + payload.length)));
    }
}
