package io.santinel.iscsi.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A TCP segment of a capture (pcap, Ethernet, IPv4 or IPv6).
///
/// @param from address and port of the sender, as `127.0.0.1:3260`
/// @param payload what it carries
record TcpSegment(String from, String to, int sequence, boolean syn, ByteBuffer payload) {
    private static final int FILE_HEADER = 24;
    private static final int ETHERNET = 1;
    private static final int TCP = 6;

    static List<TcpSegment> read(Path pcap) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.LITTLE_ENDIAN);
        int magic = file.getInt(0);
        if ((magic != 0xa1b2c3d4 && magic != 0xa1b23c4d) || file.getInt(20) != ETHERNET) {
            throw new IOException(pcap + ": want a little-endian pcap file of Ethernet frames");
        }
        List<TcpSegment> segments = new ArrayList<>();
        int at = FILE_HEADER;
        while (at < file.limit()) {
            int captured = file.getInt(at + 8);
            ofFrame(file.slice(at + 16, captured)).ifPresent(segments::add);
            at += 16 + captured;
        }
        return segments;
    }

    private static Optional<TcpSegment> ofFrame(ByteBuffer frame) throws IOException {
        ByteBuffer packet = frame.slice(14, frame.limit() - 14);
        return switch (Short.toUnsignedInt(frame.getShort(12))) {
            case 0x0800 -> {
                int header = (packet.get(0) & 15) * 4;
                int length = Short.toUnsignedInt(packet.getShort(2));
                int end = length == 0 ? packet.limit() : length;
                yield packet.get(9) != TCP
                        ? Optional.empty()
                        : Optional.of(of(packet, 12, 4, packet.slice(header, end - header)));
            }
            case 0x86dd -> {
                int length = Short.toUnsignedInt(packet.getShort(4));
                int end = length == 0 ? packet.limit() : 40 + length;
                yield packet.get(6) != TCP
                        ? Optional.empty()
                        : Optional.of(of(packet, 8, 16, packet.slice(40, end - 40)));
            }
            default -> Optional.empty();
        };
    }

    private static TcpSegment of(ByteBuffer ip, int addresses, int size, ByteBuffer tcp) throws IOException {
        int header = ((tcp.get(12) >> 4) & 15) * 4;
        return new TcpSegment(
                end(ip, addresses, size, tcp.getShort(0)),
                end(ip, addresses + size, size, tcp.getShort(2)),
                tcp.getInt(4),
                (tcp.get(13) & 2) != 0,
                tcp.slice(header, tcp.limit() - header));
    }

    private static String end(ByteBuffer ip, int at, int size, short port) throws IOException {
        byte[] address = new byte[size];
        ip.get(at, address);
        return end(InetAddress.getByAddress(address).getHostAddress(), Short.toUnsignedInt(port));
    }

    /// The one spelling of an end that is used here.
    static String end(String host, int port) {
        return Arrays.asList(host, Integer.toString(port)).toString();
    }
}
