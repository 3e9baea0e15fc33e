package io.santinel.iscsi.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A capture: the bytes of each direction of each connection, and one decoded row for each PDU in them.
///
/// @param directions in the order of their SYN
public record Capture(String name, List<Direction> directions) {
    private static final Path FIXTURES = Path.of("src/test/fixtures/wire");

    /// What one end sent.
    ///
    /// @param stream number of the connection, or -1 when no PDU went this way
    /// @param rows tshark's decoding of the PDUs, in the order of the bytes
    public record Direction(String from, String to, int stream, ByteBuffer bytes, List<JsonNode> rows) {}

    /// All names, in order.
    public static List<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    public static Capture load(String name) throws IOException {
        Path folder = FIXTURES.resolve(name);
        List<JsonNode> rows = new ArrayList<>();
        JsonMapper json = JsonMapper.builder().build();
        for (String line : Files.readAllLines(folder.resolve("pdus.jsonl"))) {
            rows.add(json.readTree(line));
        }
        List<Direction> directions = new ArrayList<>();
        for (TcpStream stream : TcpStream.of(TcpSegment.read(folder.resolve("cap.pcap")))) {
            List<JsonNode> mine = takeRows(rows, stream);
            int number = mine.isEmpty() ? -1 : mine.getFirst().get("stream").intValue();
            directions.add(new Direction(stream.from(), stream.to(), number, ByteBuffer.wrap(stream.bytes()), mine));
        }
        if (!rows.isEmpty()) {
            throw new IOException(name + ": " + rows.size() + " rows belong to no connection");
        }
        return new Capture(name, directions);
    }

    /// Numbers of the connections.
    public List<Integer> streams() {
        return directions.stream()
                .map(Direction::stream)
                .filter(s -> s >= 0)
                .distinct()
                .sorted()
                .toList();
    }

    /// The rows of both directions of a connection, as they went by.
    public List<JsonNode> rows(int stream) {
        return directions.stream()
                .filter(d -> d.stream == stream)
                .flatMap(d -> d.rows.stream())
                .sorted(Comparator.comparingInt(row -> row.get("n").intValue()))
                .toList();
    }

    /// Rows of this direction; of a pair of ends that comes twice, those of the next connection.
    private static List<JsonNode> takeRows(List<JsonNode> rows, TcpStream stream) throws IOException {
        List<JsonNode> mine = new ArrayList<>();
        for (JsonNode row : rows) {
            boolean sameEnds = end(row.get("from").stringValue()).equals(stream.from())
                    && end(row.get("to").stringValue()).equals(stream.to());
            boolean sameConnection =
                    mine.isEmpty() || mine.getFirst().get("stream").equals(row.get("stream"));
            if (sameEnds && sameConnection) {
                mine.add(row);
            }
        }
        rows.removeAll(mine);
        return mine;
    }

    private static String end(String text) throws IOException {
        int colon = text.lastIndexOf(':');
        InetAddress address = InetAddress.getByName(text.substring(0, colon));
        return TcpSegment.end(address.getHostAddress(), Integer.parseInt(text.substring(colon + 1)));
    }
}
