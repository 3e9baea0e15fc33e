package io.santinel.app.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/// A TCP segment of a frame.
///
/// @param payload what was captured of it
/// @param missing bytes of the payload that the frame had and the capture has not
record TcpSegment(
        Endpoint from,
        Endpoint to,
        int sequence,
        int acknowledgment,
        boolean syn,
        boolean ack,
        boolean reset,
        ByteBuffer payload,
        int missing) {
    private static final int TCP = 6;
    private static final int TCP_HEADER = 20;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int MAX_EXTENSIONS = 8;

    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    /// The segment in a frame; empty when there is none in it, it is a fragment, or its headers were cut off.
    ///
    /// @param packet an IP packet of the frame, as captured
    /// @param cut bytes that the frame had behind it and the capture has not
    static Optional<TcpSegment> of(ByteBuffer packet, int cut) {
        return switch (packet.get(0) >>> 4 & 0xf) {
            case 4 -> four(packet, cut);
            case 6 -> six(packet, cut);
            default -> Optional.empty();
        };
    }

    private static Optional<TcpSegment> four(ByteBuffer packet, int cut) {
        if (packet.limit() < IPV4_HEADER) {
            return Optional.empty();
        }
        int header = (packet.get(0) & 0xf) * 4;
        boolean fragment = (packet.getShort(6) & 0x3fff) != 0;
        if (packet.get(9) != TCP || fragment || header < IPV4_HEADER) {
            return Optional.empty();
        }
        int total = packet.getShort(2) & 0xffff;
        return segment(packet, header, total, cut);
    }

    /// Extension headers before TCP are skipped.
    private static Optional<TcpSegment> six(ByteBuffer packet, int cut) {
        if (packet.limit() < IPV6_HEADER) {
            return Optional.empty();
        }
        int length = packet.getShort(4) & 0xffff;
        int next = packet.get(6) & 0xff;
        int at = IPV6_HEADER;
        for (int i = 0; i < MAX_EXTENSIONS && isExtension(next) && at + 8 <= packet.limit(); i++) {
            next = packet.get(at) & 0xff;
            at += 8 + (packet.get(at + 1) & 0xff) * 8;
        }
        return next == TCP ? segment(packet, at, length == 0 ? 0 : IPV6_HEADER + length, cut) : Optional.empty();
    }

    /// Hop-by-hop, routing and destination options.
    private static boolean isExtension(int next) {
        return next == 0 || next == 43 || next == 60;
    }

    /// @param total length of the packet as its header says, 0 when a network card was to cut it up later
    private static Optional<TcpSegment> segment(ByteBuffer packet, int at, int total, int cut) {
        if (packet.limit() < at + TCP_HEADER) {
            return Optional.empty();
        }
        int data = at + (packet.get(at + 12) >>> 4 & 0xf) * 4;
        int whole = packet.limit() + cut;
        int end = total == 0 || total > whole ? whole : total;
        int captured = Math.min(end, packet.limit());
        if (data < at + TCP_HEADER || data > captured) {
            return Optional.empty();
        }
        boolean six = (packet.get(0) >>> 4 & 0xf) == 6;
        int source = packet.getShort(at) & 0xffff;
        int destination = packet.getShort(at + 2) & 0xffff;
        int flags = packet.get(at + 13);
        return Optional.of(new TcpSegment(
                six ? Endpoint.six(packet, 8, source) : Endpoint.four(packet, 12, source),
                six ? Endpoint.six(packet, 24, destination) : Endpoint.four(packet, 16, destination),
                packet.getInt(at + 4),
                packet.getInt(at + 8),
                (flags & SYN) != 0,
                (flags & ACK) != 0,
                (flags & RST) != 0,
                packet.slice(data, captured - data),
                end - captured));
    }
}
