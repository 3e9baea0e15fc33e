package io.santinel.app.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.santinel.app.wire.Recapture.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The same traffic in every format of file and on every link layer shows the same PDUs.
class CaptureFormatsTest {
    private final List<Packet> packets = Recapture.packets("li-tgt-mutual");
    private final List<JsonNode> expected = Recapture.shown(Recapture.pcap(packets));

    CaptureFormatsTest() throws IOException {}

    @Test
    void a_file_has_either_byte_order_and_either_unit_of_time() throws IOException {
        assertThat(expected).hasSize(18);
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (boolean nanos : new boolean[] {true, false}) {
                assertThat(Recapture.shown(Recapture.pcap(packets, order, nanos, Recapture.ETHERNET)))
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7, 9})
    void a_block_file_has_times_of_the_resolution_it_declares(int resolution) throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            List<JsonNode> shown = Recapture.shown(Recapture.pcapng(packets, order, resolution));
            assertThat(Recapture.sentBy("127.0.0.1:3260", shown))
                    .isEqualTo(Recapture.sentBy("127.0.0.1:3260", expected));
            assertThat(shown.getFirst().get("time").stringValue())
                    .startsWith(expected.getFirst().get("time").stringValue().substring(0, 25));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "VLAN, 1, 0000000000000000000000008100000a0800",
        "two tags, 1, 00000000000000000000000088a8000a810000140800",
        "loopback of a little-endian machine, 0, 02000000",
        "loopback of OpenBSD, 108, 00000002",
        "raw IP, 101, ''",
        "IPv4, 228, ''",
        "any device, 113, 00000304000600000000000000000800",
        "any device newer, 276, 0800000000000001030400060000000000000000"
    })
    void a_link_layer_is_stripped(String name, int linkType, String link) throws IOException {
        ByteBuffer around = ByteBuffer.wrap(HexFormat.of().parseHex(link));
        List<Packet> relinked =
                packets.stream().map(p -> Recapture.relinked(p, around)).toList();

        assertThat(Recapture.shown(Recapture.pcap(relinked, ByteOrder.LITTLE_ENDIAN, true, linkType)))
                .as(name)
                .isEqualTo(expected);
    }

    @Test
    void an_unknown_link_layer_is_said() throws IOException {
        assertThat(Recapture.said(Recapture.pcap(packets, ByteOrder.LITTLE_ENDIAN, true, 147)))
                .contains(packets.size() + " frames of link type 147 were not looked at");
    }

    @Test
    void a_frame_with_an_impossible_length_ends_the_reading_with_its_place() {
        byte[] file = Recapture.pcap(packets);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(24 + 8, 0x7fffffff);

        assertThatThrownBy(() -> Recapture.shown(file))
                .isInstanceOf(IOException.class)
                .hasMessage("test: damaged before byte 40: frame 1 says that it has 2147483647 bytes");
    }

    @Test
    void a_block_file_that_is_cut_off_says_where() {
        byte[] file = Recapture.pcapng(packets, ByteOrder.BIG_ENDIAN, 9);

        assertThatThrownBy(() -> Recapture.shown(Arrays.copyOf(file, file.length - 7)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("test: cut off at byte " + (file.length - 7) + ": ");
    }
}
