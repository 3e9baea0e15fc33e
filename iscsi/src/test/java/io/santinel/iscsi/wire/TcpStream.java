package io.santinel.iscsi.wire;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One direction of one connection, put together from its segments.
final class TcpStream {
    private final String from;
    private final String to;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<Integer, TcpSegment> early = new TreeMap<>();
    private int next;

    private TcpStream(TcpSegment syn) {
        from = syn.from();
        to = syn.to();
        next = syn.sequence() + 1;
    }

    /// The streams in the order of their SYN.
    static List<TcpStream> of(List<TcpSegment> segments) {
        Map<List<String>, TcpStream> current = new HashMap<>();
        List<TcpStream> all = new ArrayList<>();
        for (TcpSegment segment : segments) {
            List<String> ends = List.of(segment.from(), segment.to());
            TcpStream stream = current.get(ends);
            if (segment.syn()) {
                if (stream == null || stream.next != segment.sequence() + 1 || stream.bytes.size() > 0) {
                    stream = new TcpStream(segment);
                    current.put(ends, stream);
                    all.add(stream);
                }
            } else if (stream != null && segment.payload().hasRemaining()) {
                stream.add(segment);
            }
        }
        return all;
    }

    String from() {
        return from;
    }

    String to() {
        return to;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private void add(TcpSegment segment) {
        early.merge(
                segment.sequence(),
                segment,
                (a, b) -> a.payload().remaining() >= b.payload().remaining() ? a : b);
        boolean more = true;
        while (more) {
            more = false;
            for (TcpSegment waiting : List.copyOf(early.values())) {
                int known = next - waiting.sequence();
                if (known >= 0) {
                    early.remove(waiting.sequence());
                    if (known < waiting.payload().remaining()) {
                        byte[] fresh = new byte[waiting.payload().remaining() - known];
                        waiting.payload().get(known, fresh);
                        bytes.write(fresh, 0, fresh.length);
                        next += fresh.length;
                        more = true;
                    }
                }
            }
        }
    }
}
