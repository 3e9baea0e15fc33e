package io.santinel.app.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// Puts the segments of one direction of a TCP connection in order: late, repeated and overlapping ones. What the
/// capture never saw becomes a gap.
final class Reassembly {
    /// Segments that may wait behind a hole.
    private static final int MAX_WAITING = 8192;
    /// Segments that may wait behind a hole that the receiver has acknowledged: the capture has lost those bytes.
    private static final int MAX_WAITING_ACKNOWLEDGED = 16;

    private final Sink sink;
    private final Budget budget;
    private final TreeMap<Long, Piece> waiting = new TreeMap<>();
    private boolean begun;
    private int initial;
    private int next;
    private long position;
    private long acknowledged;

    /// Where the bytes go, in order.
    interface Sink {
        /// The payload of one segment, or the new part of it.
        void bytes(ByteBuffer payload);

        /// So many bytes are unknown.
        void gap(long count);
    }

    /// Bytes that may wait, in all directions of all connections.
    static final class Budget {
        private final long limit;
        private long used;

        Budget(long limit) {
            this.limit = limit;
        }
    }

    private record Piece(ByteBuffer bytes, int missing) {
        int length() {
            return bytes.remaining() + missing;
        }
    }

    Reassembly(Sink sink, Budget budget) {
        this.sink = sink;
        this.budget = budget;
    }

    boolean begun() {
        return begun;
    }

    /// True when this SYN is the one that was seen already.
    boolean isBegunBy(int sequence) {
        return begun && initial == sequence + 1;
    }

    /// The next byte has this sequence number.
    void begin(int sequence) {
        begun = true;
        initial = sequence;
        next = sequence;
    }

    /// Takes a segment with data.
    void add(int sequence, ByteBuffer payload, int missing) {
        if (!begun) {
            begin(sequence);
        }
        long at = position + (sequence - next);
        Piece piece = new Piece(payload, missing);
        if (at <= position) {
            deliver(at, piece);
        } else {
            hold(at, piece);
        }
        drain();
        if (waiting.size() > MAX_WAITING
                || budget.used > budget.limit
                || (waiting.size() > MAX_WAITING_ACKNOWLEDGED && acknowledged >= waiting.firstKey())) {
            skipHole();
        }
    }

    /// The receiver has everything before this sequence number.
    void acknowledge(int sequence) {
        if (begun) {
            acknowledged = position + (sequence - next);
        }
    }

    /// Nothing more comes: gives what waits, with gaps for what does not.
    void end() {
        while (!waiting.isEmpty()) {
            skipHole();
        }
    }

    private void hold(long at, Piece piece) {
        Piece before = waiting.get(at);
        if (before == null || before.length() < piece.length()) {
            waiting.put(at, piece);
            budget.used += piece.bytes.remaining() - (before == null ? 0 : before.bytes.remaining());
        }
    }

    private void skipHole() {
        long count = waiting.firstKey() - position;
        sink.gap(count);
        advance(count);
        drain();
    }

    private void drain() {
        Map.Entry<Long, Piece> first = waiting.firstEntry();
        while (first != null && first.getKey() <= position) {
            waiting.remove(first.getKey());
            budget.used -= first.getValue().bytes.remaining();
            deliver(first.getKey(), first.getValue());
            first = waiting.firstEntry();
        }
    }

    /// Gives the part of a piece that begins at or before the position and is new.
    private void deliver(long at, Piece piece) {
        long known = position - at;
        int captured = piece.bytes.remaining();
        if (known >= piece.length()) {
            return;
        }
        if (known < captured) {
            ByteBuffer fresh = piece.bytes.slice(piece.bytes.position() + (int) known, captured - (int) known);
            advance(fresh.remaining());
            sink.bytes(fresh);
            known = captured;
        }
        long unknown = piece.length() - known;
        if (unknown > 0) {
            advance(unknown);
            sink.gap(unknown);
        }
    }

    private void advance(long count) {
        position += count;
        next += (int) count;
    }
}
