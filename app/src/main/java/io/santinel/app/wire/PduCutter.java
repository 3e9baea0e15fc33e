package io.santinel.app.wire;

import io.santinel.app.wire.Digests.Use;
import io.santinel.iscsi.pdu.Pdu;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// Cuts one direction of a connection into PDUs, RFC 7143 §11.1. Keeps the headers and the begin of the data.
final class PduCutter implements Reassembly.Sink {
    /// Most of a data segment that is kept: texts are read as a whole, of other data only a sense or a header.
    private static final int KEPT = 1024 * 1024;

    private static final int KEPT_OF_SCSI_DATA = 256;
    private static final int MAX_HEAD = Pdu.BHS_LENGTH + 0xff * 4;
    private static final int DIGEST = 4;

    private final Owner owner;
    private final Digests digests;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocate(MAX_HEAD);
    private final ByteBuffer digest = ByteBuffer.allocate(DIGEST).order(ByteOrder.LITTLE_ENDIAN);

    private Part part = Part.OPENING;
    private long position;
    private long start;
    private Verdict headerDigest = Verdict.ABSENT;
    private ByteBuffer kept = ByteBuffer.allocate(0);
    private long dataLeft;
    private long missing;

    private enum Part {
        /// The header that tells whether this is iSCSI.
        OPENING,
        /// Waits for a segment that begins with a header.
        SEEK,
        HEAD,
        /// The next four bytes are a digest if they match, else what comes behind.
        MAYBE_HEADER_DIGEST,
        HEADER_DIGEST,
        DATA,
        MAYBE_DATA_DIGEST,
        DATA_DIGEST,
        /// Not iSCSI.
        OFF
    }

    /// Who wants the PDUs.
    interface Owner {
        /// Says whether a stream that begins with this header is iSCSI.
        boolean opens(ByteBuffer header);

        /// Says whether this segment, somewhere in a stream, begins with a PDU.
        boolean resumes(ByteBuffer segment);

        void pdu(Cut pdu);

        /// From this offset on nobody knows where the next PDU begins.
        void lost(long at, String why);
    }

    /// What the bytes say about a PDU.
    record Cut(
            long at,
            long bytes,
            ByteBuffer header,
            ByteBuffer ahs,
            ByteBuffer data,
            long missing,
            Verdict headerDigest,
            Verdict dataDigest) {}

    PduCutter(Owner owner, Digests digests) {
        this.owner = owner;
        this.digests = digests;
        head.limit(Pdu.BHS_LENGTH);
    }

    /// The stream was under way before its first byte here.
    void seek() {
        part = Part.SEEK;
    }

    /// Bytes of a PDU that has begun and is not complete.
    long pending() {
        return part == Part.SEEK || part == Part.OFF || head.position() == 0 ? 0 : position - start;
    }

    @Override
    public void bytes(ByteBuffer payload) {
        int before = payload.position();
        long base = position;
        while (payload.hasRemaining() && part != Part.OFF) {
            switch (part) {
                case OPENING, HEAD -> takeHead(payload);
                case SEEK -> seek(payload);
                case MAYBE_HEADER_DIGEST, MAYBE_DATA_DIGEST -> move(payload, digest);
                case HEADER_DIGEST -> takeHeaderDigest(payload);
                case DATA -> takeData(payload);
                case DATA_DIGEST -> takeDataDigest(payload);
                case OFF -> {}
            }
            position = base + payload.position() - before;
            settle();
        }
        position = base + payload.limit() - before;
    }

    @Override
    public void gap(long count) {
        long inData = part == Part.DATA ? dataLeft : 0;
        long inDigest = part == Part.DATA || part == Part.DATA_DIGEST ? dataDigestLeft() : 0;
        boolean lost = count > inData + inDigest;
        position += Math.min(count, inData + inDigest);
        if (inData + inDigest > 0) {
            missing += Math.min(count, inData + inDigest);
            dataLeft -= Math.min(count, inData);
            if (count >= inData + inDigest) {
                finish(inDigest > 0 ? Verdict.UNKNOWN : Verdict.ABSENT);
            } else if (dataLeft == 0) {
                part = Part.DATA_DIGEST;
                digest.position(DIGEST - (int) (inData + inDigest - count));
            }
        }
        if (lost && part != Part.OFF) {
            long rest = count - inData - inDigest;
            if (part != Part.SEEK) {
                owner.lost(position, rest + " bytes were not captured");
            }
            position += rest;
            seek();
        }
    }

    private void takeHead(ByteBuffer in) {
        if (head.position() == 0) {
            start = position;
        }
        move(in, head);
        if (head.position() == Pdu.BHS_LENGTH && part == Part.OPENING) {
            part = owner.opens(head.duplicate().flip()) ? Part.HEAD : Part.OFF;
        }
        if (head.position() == Pdu.BHS_LENGTH) {
            head.limit(Pdu.BHS_LENGTH + (head.get(4) & 0xff) * 4);
        }
    }

    private void seek(ByteBuffer in) {
        if (owner.resumes(in.slice().order(ByteOrder.BIG_ENDIAN))) {
            part = Part.HEAD;
            head.clear().limit(Pdu.BHS_LENGTH);
        } else {
            in.position(in.limit());
        }
    }

    /// Goes on where a part is complete, so that a PDU is given with its last byte and not with the next one's first.
    private void settle() {
        if (part == Part.HEAD && head.position() >= Pdu.BHS_LENGTH && !head.hasRemaining()) {
            headIsComplete();
        }
        if (part == Part.DATA && dataLeft == 0) {
            dataIsComplete();
        }
        boolean maybe = part == Part.MAYBE_HEADER_DIGEST || part == Part.MAYBE_DATA_DIGEST;
        if (maybe && !digest.hasRemaining()) {
            decide(digest.getInt(0) == (int) crc.getValue());
        }
    }

    /// Chance would have them match once in four thousand million.
    private void decide(boolean isDigest) {
        Use use = isDigest ? Use.ON : Use.OFF;
        ByteBuffer taken = digest.duplicate().flip();
        if (part == Part.MAYBE_HEADER_DIGEST) {
            digests.header(use);
            headerDigest = isDigest ? Verdict.OK : Verdict.ABSENT;
            beginData();
        } else {
            digests.data(use);
            finish(isDigest ? Verdict.OK : Verdict.ABSENT);
        }
        if (!isDigest) {
            ByteBuffer again = ByteBuffer.allocate(DIGEST).put(taken).flip();
            position -= again.remaining();
            bytes(again);
        }
    }

    /// Nothing more comes: a PDU that only waited for a digest has none.
    void end() {
        boolean maybe = part == Part.MAYBE_HEADER_DIGEST || part == Part.MAYBE_DATA_DIGEST;
        if (maybe && digest.position() == 0) {
            decide(false);
        }
    }

    private void headIsComplete() {
        headerDigest = Verdict.ABSENT;
        digest.clear();
        crc.reset();
        crc.update(head.duplicate().flip());
        switch (digests.header()) {
            case UNKNOWN -> part = Part.MAYBE_HEADER_DIGEST;
            case ON -> part = Part.HEADER_DIGEST;
            case OFF -> beginData();
        }
    }

    private void takeHeaderDigest(ByteBuffer in) {
        move(in, digest);
        if (!digest.hasRemaining()) {
            headerDigest = digest.getInt(0) == (int) crc.getValue() ? Verdict.OK : Verdict.BAD;
            beginData();
        }
    }

    private void beginData() {
        int length = head.getInt(4) & 0xff_ffff;
        dataLeft = (length + 3L) & ~3;
        missing = 0;
        int opcode = head.get(0) & 0x3f;
        boolean scsiData = opcode == 0x01 || opcode == 0x05 || opcode == 0x25;
        kept = ByteBuffer.allocate(Math.min(length, scsiData ? KEPT_OF_SCSI_DATA : KEPT));
        crc.reset();
        digest.clear();
        if (length == 0) {
            finish(Verdict.ABSENT);
        } else {
            part = Part.DATA;
        }
    }

    private void takeData(ByteBuffer in) {
        int count = (int) Math.min(in.remaining(), dataLeft);
        ByteBuffer piece = in.slice(in.position(), count);
        crc.update(piece.duplicate());
        move(piece, kept);
        in.position(in.position() + count);
        dataLeft -= count;
    }

    private void dataIsComplete() {
        switch (digests.data()) {
            case UNKNOWN -> part = Part.MAYBE_DATA_DIGEST;
            case ON -> part = Part.DATA_DIGEST;
            case OFF -> finish(Verdict.ABSENT);
        }
    }

    private void takeDataDigest(ByteBuffer in) {
        move(in, digest);
        if (!digest.hasRemaining()) {
            boolean matches = digest.getInt(0) == (int) crc.getValue();
            finish(missing > 0 ? Verdict.UNKNOWN : matches ? Verdict.OK : Verdict.BAD);
        }
    }

    private void finish(Verdict dataDigest) {
        int length = head.position();
        owner.pdu(new Cut(
                start,
                pduEnd() - start,
                copy(0, Pdu.BHS_LENGTH),
                copy(Pdu.BHS_LENGTH, length),
                kept.flip(),
                missing,
                headerDigest,
                dataDigest));
        head.clear().limit(Pdu.BHS_LENGTH);
        part = Part.HEAD;
        if (headerDigest == Verdict.BAD) {
            owner.lost(pduEnd(), "after a bad header digest no length can be trusted");
            seek();
        }
    }

    /// The end of the PDU: what is before it and its own length.
    private long pduEnd() {
        int length = head.getInt(4) & 0xff_ffff;
        return start
                + head.position()
                + (headerDigest == Verdict.ABSENT ? 0 : DIGEST)
                + ((length + 3) & ~3)
                + (length > 0 && digests.data() == Use.ON ? DIGEST : 0);
    }

    private long dataDigestLeft() {
        return digests.data() == Use.ON ? digest.remaining() : 0;
    }

    private ByteBuffer copy(int from, int to) {
        return ByteBuffer.allocate(to - from).put(0, head, from, to - from).asReadOnlyBuffer();
    }

    private static void move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count).position(to.position() + count);
        from.position(from.position() + count);
    }
}
