package io.santinel.iscsi.connection;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ScatteringByteChannel;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Cuts a byte stream into PDUs, RFC 7143 §11.1: as many per read as have arrived. A PDU's header is shown first; its
/// data goes where the caller wants it, long data without lying anywhere else before. One thread.
final class PduReader {
    /// As many short data segments as are under way at depth 32; a start in the middle of a page costs a third.
    private static final int BUFFER = 128 * 1024;

    private static final int PAGE = 4096;

    /// From here on data that has not arrived is read straight to where it belongs.
    private static final int STRAIGHT = 8 * 1024;

    /// Read beyond such data, so that little of the next has to be moved.
    private static final int BEHIND = 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ScatteringByteChannel source;
    private final PduObserver observer;

    /// Position to limit: what has arrived and is not used yet. Reads begin at the second page; a rest that is kept is
    /// moved to the end of the first.
    private final ByteBuffer in =
            ByteBuffer.allocateDirect(BUFFER + 2 * PAGE).alignedSlice(PAGE).limit(0);

    private final ByteBuffer[] straight = {NOTHING, in};
    private final PduHeader header = new PduHeader();
    private final CRC32C crc = new CRC32C();

    private volatile boolean headerDigest;
    private volatile boolean dataDigest;
    private volatile int limit = PduChannel.LOGIN_RECEIVE_LIMIT;

    /// Whether the data segment of the PDU at hand is still to be taken.
    private boolean dataWaits;

    /// Digests of the PDU at hand.
    private boolean withHeaderDigest;

    private boolean withDataDigest;
    private int ahead = BUFFER;
    private boolean lost;

    PduReader(ScatteringByteChannel source, PduObserver observer) {
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

    /// A copy of the header at hand.
    ByteBuffer header() {
        ByteBuffer bytes = header.bytes();
        return ByteBuffer.allocate(bytes.limit()).put(0, bytes, 0, bytes.limit());
    }

    /// @throws EOFException when the stream ended between two PDUs or inside one
    PduHeader next() throws IOException {
        if (dataWaits) {
            skip();
        }
        readHeader();
        int dataLength = header.dataLength();
        if (dataLength > limit) {
            lost = true;
            throw new ProtocolViolation(
                    "11.2.1.6", "data segment of " + dataLength + " bytes, at most " + limit + " are taken");
        }
        dataWaits = dataLength > 0;
        withDataDigest = dataDigest && dataWaits;
        Optional<Opcode> opcode = Opcode.of(header.u8(0));
        if (opcode.isEmpty()) {
            if (dataWaits) {
                skip();
            }
            throw new ProtocolViolation("11.2.1.2", "opcode 0x%02x is not known".formatted(header.u8(0) & 0x3f));
        }
        header.opcode(opcode.get());
        if (!dataWaits) {
            count();
        }
        return header;
    }

    private void count() {
        observer.received(
                header.opcode(),
                Framing.length(
                        Pdu.BHS_LENGTH + header.ahsLength(), header.dataLength(), withHeaderDigest, withDataDigest));
    }

    /// Of the PDU at hand.
    int dataLength() {
        return header.dataLength();
    }

    /// The PDU at hand as a record.
    ///
    /// @param into where its data goes, from the first byte on
    Pdu pdu(ByteBuffer into) throws IOException {
        ByteBuffer data = NOTHING;
        if (dataWaits) {
            take(into, 0);
            data = into.slice(0, header.dataLength());
        }
        int ahs = header.ahsLength();
        return Pdu.decode(
                header.bytes(),
                ahs == 0 ? NOTHING : ByteBuffer.allocate(ahs).put(0, header.bytes(), Pdu.BHS_LENGTH, ahs),
                data);
    }

    /// Puts the data segment at hand into a buffer, whose position and limit are left as they were.
    void take(ByteBuffer into, int at) throws IOException {
        int length = header.dataLength();
        dataWaits = false;
        crc.reset();
        int taken = Math.min(length, in.remaining());
        digest(in, in.position(), taken);
        into.put(at, in, in.position(), taken);
        in.position(in.position() + taken);
        ahead = length >= STRAIGHT ? BEHIND : BUFFER;
        if (length - taken >= STRAIGHT && into.isDirect()) {
            takeStraight(into, at + taken, length - taken);
        } else {
            takeThrough(into, at + taken, length - taken);
        }
        finish(Framing.padding(length));
    }

    private void takeThrough(ByteBuffer into, int at, int length) throws IOException {
        int to = at;
        for (int left = length; left > 0; ) {
            ahead = BUFFER;
            fill(1);
            int part = Math.min(left, in.remaining());
            digest(in, in.position(), part);
            into.put(to, in, in.position(), part);
            in.position(in.position() + part);
            to += part;
            left -= part;
        }
    }

    private void takeStraight(ByteBuffer into, int at, int length) throws IOException {
        int position = into.position();
        int end = into.limit();
        int done = 0;
        straight[0] = into;
        try {
            while (done < length) {
                into.limit(at + length).position(at + done);
                in.limit(PAGE + BEHIND).position(PAGE);
                try {
                    if (source.read(straight, 0, straight.length) < 0) {
                        throw new EOFException("closed by the peer");
                    }
                } finally {
                    in.limit(in.position()).position(PAGE);
                }
                int now = into.position() - at;
                digest(into, at + done, now - done);
                done = now;
            }
        } finally {
            straight[0] = NOTHING;
            into.limit(end).position(position);
        }
    }

    private void skip() throws IOException {
        dataWaits = false;
        crc.reset();
        for (int left = header.dataLength(); left > 0; ) {
            fill(1);
            int part = Math.min(left, in.remaining());
            digest(in, in.position(), part);
            in.position(in.position() + part);
            left -= part;
        }
        finish(Framing.padding(header.dataLength()));
    }

    /// Padding may hold anything; it is part of what the digest covers.
    private void finish(int padding) throws IOException {
        fill(padding + Framing.digest(withDataDigest));
        digest(in, in.position(), padding);
        in.position(in.position() + padding);
        if (withDataDigest && !digestMatches()) {
            observer.dataDigestError();
            throw new DigestException(Segment.DATA, "data digest error");
        }
        count();
    }

    private void digest(ByteBuffer bytes, int at, int length) {
        if (withDataDigest && length > 0) {
            Framing.digest(crc, bytes, at, length);
        }
    }

    private void readHeader() throws IOException {
        withHeaderDigest = headerDigest;
        fill(Pdu.BHS_LENGTH);
        int length = Pdu.BHS_LENGTH + Byte.toUnsignedInt(in.get(in.position() + 4)) * 4;
        fill(length + Framing.digest(withHeaderDigest));
        header.set(in, in.position(), length);
        crc.reset();
        if (withHeaderDigest) {
            Framing.digest(crc, in, in.position(), length);
        }
        in.position(in.position() + length);
        if (withHeaderDigest && !digestMatches()) {
            lost = true;
            observer.headerDigestError();
            throw new DigestException(Segment.HEADER, "header digest error");
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
        int rest = in.remaining();
        int moved = PAGE - rest;
        int from = in.position();
        in.clear().put(moved, in, from, rest).limit(PAGE).position(moved);
        while (in.remaining() < count) {
            int start = in.position();
            int end = in.limit();
            in.limit(Math.min(PAGE + BUFFER, Math.max(end + ahead, start + count)))
                    .position(end);
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
