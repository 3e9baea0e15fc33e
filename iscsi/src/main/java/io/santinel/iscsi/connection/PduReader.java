package io.santinel.iscsi.connection;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.pdu.Pdu;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32C;

/// Cuts a byte stream into PDUs, RFC 7143 §11.1: as many per read as have arrived. One thread.
final class PduReader {
    /// Reading more at a time brought nothing; a start in the middle of a page costs a third.
    private static final int BUFFER = 64 * 1024;

    private static final int PAGE = 4096;
    private static final int MAX_HEAD = Pdu.BHS_LENGTH + 0xff * 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ReadableByteChannel source;
    private final PduObserver observer;

    /// Position to limit: what has arrived and is not used yet.
    private final ByteBuffer in =
            ByteBuffer.allocateDirect(BUFFER + PAGE).alignedSlice(PAGE).limit(0);

    private final ByteBuffer header = ByteBuffer.allocate(MAX_HEAD).limit(0);
    private final CRC32C crc = new CRC32C();

    private volatile boolean headerDigest;
    private volatile boolean dataDigest;
    private volatile int limit = PduChannel.LOGIN_RECEIVE_LIMIT;
    private boolean lost;

    PduReader(ReadableByteChannel source, PduObserver observer) {
        this.source = source;
        this.observer = observer;
    }

    void digests(boolean headers, boolean data) {
        headerDigest = headers;
        dataDigest = data;
    }

    void limit(int bytes) {
        limit = bytes;
    }

    /// True when nobody knows any more where the next PDU begins.
    boolean lost() {
        return lost;
    }

    /// True when a whole PDU lies in the buffer.
    boolean ready() {
        if (in.remaining() < Pdu.BHS_LENGTH) {
            return false;
        }
        int lengths = in.getInt(in.position() + 4);
        int head = Pdu.BHS_LENGTH + (lengths >>> 24) * 4;
        return in.remaining() >= Framing.length(head, lengths & 0xff_ffff, headerDigest, dataDigest);
    }

    ByteBuffer header() {
        return ByteBuffer.allocate(header.limit()).put(0, header, 0, header.limit());
    }

    /// @throws EOFException when the stream ended between two PDUs or inside one
    Pdu read() throws IOException {
        boolean withHeaderDigest = headerDigest;
        int headLength = readHeader(withHeaderDigest);
        int dataLength = header.getInt(4) & 0xff_ffff;
        if (dataLength > limit) {
            lost = true;
            throw new ProtocolViolation(
                    "11.2.1.6", "data segment of " + dataLength + " bytes, at most " + limit + " are taken");
        }
        ByteBuffer data = dataLength == 0 ? NOTHING : readData(dataLength);
        boolean withDataDigest = dataDigest && dataLength > 0;
        readPadding(data, withDataDigest);
        Pdu pdu = Pdu.decode(header, ahs(headLength), data);
        observer.received(pdu, Framing.length(headLength, dataLength, withHeaderDigest, withDataDigest));
        return pdu;
    }

    /// Fills `header`; returns the length of BHS and AHS.
    private int readHeader(boolean withDigest) throws IOException {
        fill(Pdu.BHS_LENGTH);
        int length = Pdu.BHS_LENGTH + Byte.toUnsignedInt(in.get(in.position() + 4)) * 4;
        fill(length + Framing.digest(withDigest));
        header.clear().put(0, in, in.position(), length).limit(length);
        in.position(in.position() + length);
        if (withDigest) {
            crc.reset();
            crc.update(header.duplicate());
            if (!digestMatches()) {
                lost = true;
                observer.headerDigestError();
                throw new DigestException(Segment.HEADER, "header digest error");
            }
        }
        return length;
    }

    private ByteBuffer ahs(int headLength) {
        int length = headLength - Pdu.BHS_LENGTH;
        return length == 0 ? NOTHING : ByteBuffer.allocate(length).put(0, header, Pdu.BHS_LENGTH, length);
    }

    private ByteBuffer readData(int length) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(length);
        while (data.hasRemaining()) {
            fill(1);
            int part = Math.min(data.remaining(), in.remaining());
            data.put(data.position(), in, in.position(), part).position(data.position() + part);
            in.position(in.position() + part);
        }
        return data.flip();
    }

    /// Padding may hold anything; it is part of what the digest covers.
    private void readPadding(ByteBuffer data, boolean withDigest) throws IOException {
        int padding = Framing.padding(data.remaining());
        fill(padding + Framing.digest(withDigest));
        if (!withDigest) {
            in.position(in.position() + padding);
            return;
        }
        crc.reset();
        crc.update(data.duplicate());
        for (int i = 0; i < padding; i++) {
            crc.update(in.get());
        }
        if (!digestMatches()) {
            observer.dataDigestError();
            throw new DigestException(Segment.DATA, "data digest error");
        }
    }

    /// The digest stands least significant byte first.
    private boolean digestMatches() {
        int digest = in.order(ByteOrder.LITTLE_ENDIAN).getInt();
        in.order(ByteOrder.BIG_ENDIAN);
        return digest == (int) crc.getValue();
    }

    /// Waits until `count` bytes lie in the buffer.
    private void fill(int count) throws IOException {
        if (in.remaining() >= count) {
            return;
        }
        if (!in.hasRemaining() || in.capacity() - in.position() < count) {
            in.compact().flip();
        }
        while (in.remaining() < count) {
            int start = in.position();
            in.position(in.limit()).limit(in.capacity());
            int got = -1;
            try {
                got = source.read(in);
            } finally {
                in.limit(in.position()).position(start);
            }
            if (got < 0) {
                throw new EOFException("closed by the peer");
            }
        }
    }
}
