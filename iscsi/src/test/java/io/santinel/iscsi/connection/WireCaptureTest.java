package io.santinel.iscsi.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.wire.Capture;
import io.santinel.iscsi.wire.Capture.Direction;
import io.santinel.iscsi.wire.DecodedFields;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ScatteringByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Other implementations' traffic through our framing and codec, against an independent decoding of the same bytes.
class WireCaptureTest {
    /// Of a row: where it stands, and what the capture's maker noted.
    private static final Set<String> NOT_DECODED = Set.of(
            "n",
            "from",
            "to",
            "frame",
            "stream",
            "at",
            "bytes",
            "ahs_type",
            "ahs_hex",
            "header_digest",
            "data_digest",
            "corrected",
            "pairs",
            "note");

    /// What `pdu` was read from, or which digest did not match.
    private record Read(JsonNode row, ByteBuffer wire, Digests digests, List<Pdu> pdu, List<Segment> bad) {}

    private record Digests(boolean header, boolean data) {
        static final Digests NONE = new Digests(false, false);
    }

    static List<String> captures() throws IOException {
        return Capture.names();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void every_pdu_decodes_to_what_tshark_says(String name) throws IOException {
        for (Read read : read(name)) {
            for (Pdu pdu : read.pdu) {
                assertThat(DecodedFields.of(pdu)).as(where(name, read)).isEqualTo(fields(read.row));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void every_pdu_encodes_to_its_own_bytes(String name) throws IOException {
        for (Read read : read(name)) {
            for (Pdu pdu : read.pdu) {
                assertThat(encode(pdu, read.digests)).as(where(name, read)).isEqualTo(withZeroPadding(pdu, read.wire));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void every_digest_is_judged_as_it_was(String name) throws IOException {
        for (Read read : read(name)) {
            Map<String, String> expected = new LinkedHashMap<>();
            for (String digest : List.of("header_digest", "data_digest")) {
                JsonNode value = read.row.path(digest);
                if (value.isString()) {
                    expected.put(digest, value.stringValue());
                }
            }
            boolean badHeader = read.bad.contains(Segment.HEADER);
            Map<String, String> judged = new LinkedHashMap<>();
            if (read.digests.header) {
                judged.put("header_digest", badHeader ? "bad" : "ok");
            }
            if (read.digests.data && read.row.get("length").intValue() > 0 && !badHeader) {
                judged.put("data_digest", read.bad.contains(Segment.DATA) ? "bad" : "ok");
            }
            assertThat(judged).as(where(name, read)).isEqualTo(expected);
        }
    }

    @Test
    void the_captures_hold_every_opcode_that_was_ever_seen_and_bad_digests_too() throws IOException {
        Map<Opcode, Integer> seen = new EnumMap<>(Opcode.class);
        List<Segment> bad = new ArrayList<>();
        for (String name : Capture.names()) {
            for (Read read : read(name)) {
                read.pdu.forEach(pdu -> seen.merge(pdu.opcode(), 1, Integer::sum));
                bad.addAll(read.bad);
            }
        }
        assertThat(seen.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Opcode.values())
                        .filter(o -> o != Opcode.SNACK_REQUEST && o != Opcode.ASYNC_MESSAGE)
                        .toList());
        assertThat(bad).contains(Segment.HEADER, Segment.DATA);
    }

    /// LIO pads its Login Responses with left-overs of CHAP text; all else is compared as it is.
    private static ByteBuffer withZeroPadding(Pdu pdu, ByteBuffer wire) {
        if (pdu.opcode() != Opcode.LOGIN_RESPONSE) {
            return wire;
        }
        int end = Pdu.BHS_LENGTH + pdu.data().remaining();
        return ByteBuffer.allocate(wire.limit()).put(0, wire, 0, end);
    }

    private static List<Read> read(String name) throws IOException {
        Capture capture = Capture.load(name);
        List<Read> all = new ArrayList<>();
        for (Direction direction : capture.directions()) {
            all.addAll(read(direction, digests(capture, direction.stream())));
        }
        return all;
    }

    private static List<Read> read(Direction direction, Digests negotiated) throws IOException {
        PduReader reader = new PduReader(new Source(direction.bytes().duplicate()), PduObserver.NONE);
        reader.limit(0xff_ffff);
        List<Read> all = new ArrayList<>();
        int at = 0;
        Digests digests = Digests.NONE;
        for (JsonNode row : direction.rows()) {
            if ((direction.bytes().get(at) & 0x1f) != Opcode.LOGIN_REQUEST.code()) {
                digests = negotiated;
                reader.digests(digests.header, digests.data);
            }
            List<Pdu> pdus = new ArrayList<>();
            List<Segment> bad = new ArrayList<>();
            try {
                pdus.add(next(reader));
            } catch (DigestException e) {
                bad.add(e.segment());
            }
            int size = row.get("bytes").intValue();
            assertThat(at).isEqualTo(row.get("at").intValue());
            all.add(new Read(row, direction.bytes().slice(at, size), digests, pdus, bad));
            at += size;
        }
        boolean lost = !all.isEmpty() && all.getLast().bad.contains(Segment.HEADER);
        if (!lost) {
            assertThat(catchThrowable(() -> next(reader))).isInstanceOf(EOFException.class);
        }
        return all;
    }

    private static Pdu next(PduReader reader) throws IOException {
        int length = reader.next().dataLength();
        return reader.pdu(ByteBuffer.allocate(length));
    }

    /// Header and data digest, as the Login Responses of the connection say.
    private static Digests digests(Capture capture, int stream) {
        List<JsonNode> texts = capture.rows(stream).stream()
                .filter(row -> row.get("opcode").intValue() == Opcode.LOGIN_RESPONSE.code())
                .map(row -> row.get("text"))
                .toList();
        return new Digests(
                texts.stream().anyMatch(t -> isOn(t, Key.HEADER_DIGEST)),
                texts.stream().anyMatch(t -> isOn(t, Key.DATA_DIGEST)));
    }

    private static boolean isOn(JsonNode text, Key digest) {
        return text.path(digest.text()).asString("").equals("CRC32C");
    }

    private static ByteBuffer encode(Pdu pdu, Digests digests) throws IOException {
        Sink bytes = new Sink(Integer.MAX_VALUE);
        PduWriter writer = new PduWriter(bytes, PduObserver.NONE);
        writer.digests(digests.header, digests.data);
        writer.put(pdu);
        writer.flush();
        return ByteBuffer.wrap(bytes.bytes());
    }

    private static Map<String, Object> fields(JsonNode row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        row.propertyStream()
                .filter(e -> !NOT_DECODED.contains(e.getKey()) && !e.getValue().isNull())
                .forEach(e -> fields.put(e.getKey(), plain(e.getValue())));
        return fields;
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.propertyStream().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
            return map;
        }
        if (node.isArray()) {
            return node.valueStream().map(WireCaptureTest::plain).toList();
        }
        return node.isBoolean() ? node.booleanValue() : node.isNumber() ? node.longValue() : node.stringValue();
    }

    private static String where(String name, Read read) {
        return name + " PDU " + read.row.get("n") + " " + hex(read.wire.slice(0, Pdu.BHS_LENGTH));
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    private record Source(ByteBuffer bytes) implements ScatteringByteChannel {
        @Override
        public int read(ByteBuffer to) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(bytes.remaining(), to.remaining());
            to.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public long read(ByteBuffer[] all, int offset, int length) {
            return bytes.hasRemaining()
                    ? Arrays.stream(all, offset, offset + length)
                            .mapToLong(to -> Math.max(0, read(to)))
                            .sum()
                    : -1;
        }

        @Override
        public long read(ByteBuffer[] all) {
            return read(all, 0, all.length);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
