package io.santinel.iscsi.pdu;

import io.santinel.iscsi.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// An additional header segment, RFC 7143 §11.2.2.
///
/// @param type see [#EXTENDED_CDB] and [#BIDIRECTIONAL_READ_LENGTH]; others are kept and not looked at
/// @param content what follows the type byte, without padding: for both known types a reserved byte comes first
public record Ahs(int type, ByteBuffer content) {
    public static final int EXTENDED_CDB = 1;
    public static final int BIDIRECTIONAL_READ_LENGTH = 2;

    private static final int HEAD = 3;

    public Ahs {
        content = content.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer content() {
        return content.duplicate();
    }

    /// The segments in the order of the wire.
    ///
    /// @throws ProtocolViolation when one is empty, reaches beyond the end, or is too short for its type
    public static List<Ahs> parse(ByteBuffer ahs) {
        if (!ahs.hasRemaining()) {
            return List.of();
        }
        List<Ahs> segments = new ArrayList<>();
        int at = ahs.position();
        while (at < ahs.limit()) {
            int length = ahs.limit() - at < HEAD ? 0 : Short.toUnsignedInt(ahs.getShort(at));
            if (length == 0 || length > ahs.limit() - at - HEAD) {
                throw new ProtocolViolation(
                        "11.2.2.1",
                        "additional header segment of " + length + " bytes at " + (at - ahs.position()) + " of "
                                + ahs.remaining());
            }
            int type = Byte.toUnsignedInt(ahs.get(at + 2));
            if (type == BIDIRECTIONAL_READ_LENGTH && length != 5) {
                throw new ProtocolViolation("11.2.2.4", "bidirectional read length in " + length + " bytes, not 5");
            }
            segments.add(new Ahs(type, ahs.slice(at + HEAD, length)));
            at += padded(HEAD + length);
        }
        return segments;
    }

    /// The segments one after the other, each padded with zeros.
    public static ByteBuffer encode(List<Ahs> segments) {
        ByteBuffer out = ByteBuffer.allocate(segments.stream()
                .mapToInt(s -> padded(HEAD + s.content.remaining()))
                .sum());
        for (Ahs segment : segments) {
            out.putShort((short) segment.content.remaining()).put((byte) segment.type);
            out.put(segment.content());
            out.position(padded(out.position()));
        }
        return out.flip().asReadOnlyBuffer();
    }

    /// The segment that tells how much a bidirectional command reads; bytes, unsigned.
    public static Ahs ofBidirectionalReadLength(int bytes) {
        return new Ahs(
                BIDIRECTIONAL_READ_LENGTH,
                ByteBuffer.allocate(5).put((byte) 0).putInt(bytes).flip());
    }

    /// The segment with the bytes of a CDB from the 17th on.
    static Ahs ofExtendedCdb(ByteBuffer rest) {
        return new Ahs(
                EXTENDED_CDB,
                ByteBuffer.allocate(1 + rest.remaining())
                        .put((byte) 0)
                        .put(rest)
                        .flip());
    }

    static ByteBuffer withExtendedCdb(ByteBuffer cdb, ByteBuffer others) {
        List<Ahs> segments = new ArrayList<>();
        segments.add(ofExtendedCdb(
                cdb.slice(cdb.position() + ScsiCommand.CDB_LENGTH, cdb.remaining() - ScsiCommand.CDB_LENGTH)));
        segments.addAll(parse(others));
        return encode(segments);
    }

    static ByteBuffer fullCdb(ByteBuffer cdb, ByteBuffer ahs) {
        List<ByteBuffer> parts = new ArrayList<>(List.of(cdb));
        for (Ahs segment : parse(ahs)) {
            if (segment.type == EXTENDED_CDB) {
                parts.add(segment.content.slice(1, segment.content.remaining() - 1));
            }
        }
        ByteBuffer full = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(full::put);
        return full.flip().asReadOnlyBuffer();
    }

    static OptionalInt bidirectionalReadLength(ByteBuffer ahs) {
        for (Ahs segment : parse(ahs)) {
            if (segment.type == BIDIRECTIONAL_READ_LENGTH) {
                return OptionalInt.of(segment.content.getInt(1));
            }
        }
        return OptionalInt.empty();
    }

    static ByteBuffer checked(ByteBuffer ahs) {
        if (ahs.remaining() % 4 != 0 || ahs.remaining() > Bhs.MAX_AHS) {
            throw new IllegalArgumentException("additional header segments of " + ahs.remaining()
                    + " bytes: want a multiple of 4, at most " + Bhs.MAX_AHS);
        }
        return ahs.asReadOnlyBuffer();
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
