package io.santinel.app.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Frames of a fixture, written again as another tool, another machine or another network would have it.
final class Recapture {
    static final int ETHERNET = 1;
    private static final Path CAPTURES = Path.of("../iscsi/src/test/fixtures/wire");
    private static final int ETHERNET_HEADER = 14;
    private static final JsonMapper JSON = JsonMapper.shared();

    private Recapture() {}

    /// A frame with its time and with the length that it had.
    record Packet(long nanos, int length, ByteBuffer bytes) {
        static Packet of(ByteBuffer bytes) {
            return new Packet(0, bytes.remaining(), bytes);
        }

        Packet with(UnaryOperator<ByteBuffer> change) {
            ByteBuffer changed = change.apply(bytes.duplicate());
            return new Packet(nanos, changed.remaining(), changed);
        }

        Packet cut(int snapLength) {
            return new Packet(nanos, length, bytes.slice(0, Math.min(snapLength, bytes.limit())));
        }
    }

    static List<Packet> packets(String capture) throws IOException {
        List<Packet> packets = new ArrayList<>();
        try (InputStream in = Files.newInputStream(CAPTURES.resolve(capture).resolve("cap.pcap"))) {
            CaptureFile file = CaptureFile.open(in, capture);
            for (Optional<Frame> frame = file.next(); frame.isPresent(); frame = file.next()) {
                packets.add(new Packet(
                        frame.get().nanos(), frame.get().length(), frame.get().bytes()));
            }
        }
        return packets;
    }

    static byte[] pcap(List<Packet> packets, ByteOrder order, boolean nanos, int linkType) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(
                out,
                ByteBuffer.allocate(24)
                        .order(order)
                        .putInt(nanos ? 0xa1b23c4d : 0xa1b2c3d4)
                        .putShort((short) 2)
                        .putShort((short) 4)
                        .putLong(0)
                        .putInt(262_144)
                        .putInt(linkType));
        for (Packet packet : packets) {
            int fraction = (int) (packet.nanos() % 1_000_000_000);
            put(
                    out,
                    ByteBuffer.allocate(16)
                            .order(order)
                            .putInt((int) (packet.nanos() / 1_000_000_000))
                            .putInt(nanos ? fraction : fraction / 1000)
                            .putInt(packet.bytes().remaining())
                            .putInt(packet.length()));
            put(
                    out,
                    ByteBuffer.allocate(packet.bytes().remaining())
                            .put(packet.bytes().duplicate()));
        }
        return out.toByteArray();
    }

    static byte[] pcap(List<Packet> packets) {
        return pcap(packets, ByteOrder.LITTLE_ENDIAN, true, ETHERNET);
    }

    /// A section with a block of names, an interface that counts in `10^-resolution` seconds, enhanced packets.
    static byte[] pcapng(List<Packet> packets, ByteOrder order, int resolution) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(
                out,
                block(
                        order,
                        0x0a0d0d0a,
                        ByteBuffer.allocate(16)
                                .order(order)
                                .putInt(0x1a2b3c4d)
                                .putShort((short) 1)
                                .putShort((short) 0)
                                .putLong(-1)));
        put(
                out,
                block(
                        order,
                        1,
                        ByteBuffer.allocate(20)
                                .order(order)
                                .putShort((short) ETHERNET)
                                .putShort((short) 0)
                                .putInt(0)
                                .putShort((short) 9)
                                .putShort((short) 1)
                                .putInt(order == ByteOrder.BIG_ENDIAN ? resolution << 24 : resolution)
                                .putInt(0)));
        put(out, block(order, 4, ByteBuffer.allocate(4)));
        for (Packet packet : packets) {
            long units = packet.nanos() / (long) Math.pow(10, 9 - resolution);
            int captured = packet.bytes().remaining();
            put(
                    out,
                    block(
                            order,
                            6,
                            ByteBuffer.allocate((20 + captured + 3) & ~3)
                                    .order(order)
                                    .putInt(0)
                                    .putInt((int) (units >>> 32))
                                    .putInt((int) units)
                                    .putInt(captured)
                                    .putInt(packet.length())
                                    .put(packet.bytes().duplicate())));
        }
        return out.toByteArray();
    }

    private static ByteBuffer block(ByteOrder order, int type, ByteBuffer body) {
        int total = body.capacity() + 12;
        return ByteBuffer.allocate(total)
                .order(order)
                .putInt(type)
                .putInt(total)
                .put(body.clear())
                .putInt(total);
    }

    /// Another link layer around the same IP packet.
    static Packet relinked(Packet packet, ByteBuffer link) {
        return packet.with(frame -> ByteBuffer.allocate(link.capacity() + frame.limit() - ETHERNET_HEADER)
                .put(link.duplicate().clear())
                .put(frame.slice(ETHERNET_HEADER, frame.limit() - ETHERNET_HEADER))
                .flip());
    }

    /// What `santinel wire --json` shows, as values.
    static List<JsonNode> shown(byte[] capture, Integer... ports) throws IOException {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        Trace trace = new Trace(Set.of(ports), new JsonLines(writer, new PrintWriter(new StringWriter())));
        trace.read(new ByteArrayInputStream(capture), "test");
        writer.flush();
        return out.toString().lines().map(JSON::readTree).toList();
    }

    /// Notes and summary beside them.
    static List<String> said(byte[] capture) throws IOException {
        StringWriter notes = new StringWriter();
        PrintWriter writer = new PrintWriter(notes);
        Trace trace = new Trace(Set.of(), new JsonLines(new PrintWriter(new StringWriter()), writer));
        trace.read(new ByteArrayInputStream(capture), "test");
        writer.flush();
        List<String> said = new ArrayList<>(notes.toString().lines().toList());
        said.addAll(trace.summary());
        return said;
    }

    /// The PDUs that one end sent, without what depends on how they were captured.
    static List<JsonNode> sentBy(String end, List<JsonNode> pdus) {
        return pdus.stream()
                .filter(pdu -> pdu.get("from").stringValue().equals(end))
                .map(pdu -> (JsonNode)
                        ((ObjectNode) pdu.deepCopy()).remove(Set.of("n", "frame", "time", "stream", "violations")))
                .toList();
    }

    static List<String> violations(List<JsonNode> pdus) {
        return pdus.stream()
                .flatMap(pdu -> pdu.path("violations").valueStream())
                .map(JsonNode::stringValue)
                .toList();
    }

    private static void put(ByteArrayOutputStream out, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.capacity()];
        bytes.get(0, copy);
        out.writeBytes(copy);
    }
}
