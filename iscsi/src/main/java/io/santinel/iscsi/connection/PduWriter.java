package io.santinel.iscsi.connection;

import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Lays PDUs one after the other into a buffer, and sends them together, RFC 7143 §11.1. Laying out never waits, so it
/// may be done under a lock; sending may wait. One thread at a time.
///
/// Short data segments are copied. A long one stays where it is: it must be the last of its batch, and its bytes
/// may not change until the batch is sent. Segments in [memory][#put(Pdu, ByteBuffer)] stay where they are, too, and
/// are sent as they are then; a batch takes several.
public final class PduWriter {
    /// A batch held to this beats a longer one when many commands are under way.
    private static final int BUFFER = 64 * 1024;

    /// With memory of others in it, where longer ones cost no copy here.
    private static final int BATCH = 2 * BUFFER;

    private static final int PAGE = 4096;

    /// From here on a data segment is long: below, copying costs less than a further element of the gathered write.
    public static final int LONG = 12 * 1024;

    /// Segments in memory in a batch.
    private static final int MAX_SEGMENTS = 32;

    private static final int MAX_TAIL = 3 + 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final GatheringByteChannel sink;
    private final PduObserver observer;
    private final ByteBuffer out =
            ByteBuffer.allocateDirect(BUFFER + PAGE).alignedSlice(PAGE).limit(BUFFER);

    /// Padding and digest of the long data segment.
    private final ByteBuffer tail = ByteBuffer.allocateDirect(8);

    /// What is gathered: in turn of this buffer and of others' memory.
    private final ByteBuffer[] parts = new ByteBuffer[2 * MAX_SEGMENTS + 3];

    /// The buffer's share of the parts.
    private final @Nullable ByteBuffer[] own = new ByteBuffer[MAX_SEGMENTS + 1];

    private int partCount;
    private int partStart;
    private int memoryBytes;
    private final CRC32C crc = new CRC32C();

    private boolean headerDigest;
    private boolean dataDigest;
    private volatile boolean spoilHeader;
    private volatile boolean spoilData;

    private int start;
    private int body;
    private ByteBuffer longData = NOTHING;
    private int longAt;
    private int longLength;

    PduWriter(GatheringByteChannel sink, PduObserver observer) {
        this.sink = sink;
        this.observer = observer;
    }

    void digests(boolean header, boolean data) {
        headerDigest = header;
        dataDigest = data;
    }

    void spoilDigest(Segment segment) {
        switch (segment) {
            case HEADER -> spoilHeader = true;
            case DATA -> spoilData = true;
        }
    }

    /// True when a PDU with a bare header and so much data fits into the batch.
    public boolean fits(int dataLength) {
        return fits(Pdu.BHS_LENGTH, dataLength);
    }

    private boolean fits(int headLength, int dataLength) {
        int copied = dataLength < LONG ? dataLength : 0;
        return longLength == 0 && left() >= headLength + Framing.digest(true) + copied + MAX_TAIL;
    }

    private int left() {
        return Math.min(out.remaining(), BATCH - batched());
    }

    /// True when a PDU whose data is in [memory][#put(Pdu, ByteBuffer)] fits into the batch.
    public boolean fitsMemory(int length) {
        return batched() == 0
                || (partCount < 2 * MAX_SEGMENTS
                        && fits(Pdu.BHS_LENGTH, 0)
                        && batched() + Pdu.BHS_LENGTH + Framing.digest(true) + length <= BATCH);
    }

    /// Lays out a PDU whose data stays in memory outside the heap, whole words of it and without a digest: it may
    /// change until the batch is sent.
    ///
    /// @param memory that [fits][#fitsMemory]
    public void put(Pdu head, ByteBuffer memory) {
        layHeader(head, memory.remaining());
        endHeader();
        observer.sent(head.opcode(), Framing.length(Pdu.BHS_LENGTH, memory.remaining(), headerDigest, false));
        memoryBytes += memory.remaining();
        endPart();
        parts[partCount++] = memory;
    }

    private void endPart() {
        ByteBuffer part = own[partCount / 2];
        if (part == null) {
            part = out.duplicate();
            own[partCount / 2] = part;
        }
        parts[partCount++] = part.limit(out.position()).position(partStart);
        partStart = out.position();
    }

    /// Lays out a PDU whose data is not in it but in a buffer that nobody changes until the batch is sent; see
    /// [#put(Opcode, ByteBuffer, int, int)].
    public boolean put(Pdu head, ByteBuffer data, int length) {
        layHeader(head, length);
        return put(head.opcode(), data, 0, length);
    }

    /// Whether data segments carry a digest.
    public boolean dataDigest() {
        return dataDigest;
    }

    /// Bytes of the batch.
    public int batched() {
        return out.position() + longLength + memoryBytes;
    }

    /// True when nothing fits into the batch any more, as behind a long data segment.
    public boolean isFull() {
        return longLength > 0 || batched() >= BATCH;
    }

    /// Where the 48 bytes of the next header go, at the position; then call [#put(Opcode, ByteBuffer, int, int)].
    public ByteBuffer header() {
        start = out.position();
        return out;
    }

    /// Ends the header that was just laid out and puts its data segment behind it.
    ///
    /// @param at where the data begins; position and limit of the buffer do not matter
    /// @return true when the data is long: it is not copied, and the batch must be sent next
    public boolean put(Opcode opcode, ByteBuffer data, int at, int length) {
        int head = out.position() - start;
        endHeader();
        observer.sent(opcode, Framing.length(head, length, headerDigest, dataDigest));
        if (length >= LONG) {
            longData = data;
            longAt = at;
            longLength = length;
            return true;
        }
        if (length > 0) {
            copy(data, at, length);
        }
        return false;
    }

    private void layHeader(Pdu head, int dataLength) {
        head.encodeHeader(header());
        out.putInt(start + 4, dataLength);
    }

    private void endHeader() {
        if (headerDigest) {
            crc.reset();
            Framing.digest(crc, out, start, out.position() - start);
            putDigest(out, spoilHeader);
            spoilHeader = false;
        }
    }

    private void copy(ByteBuffer data, int at, int length) {
        int from = out.position();
        out.put(from, data, at, length).position(from + length);
        close(from, length);
    }

    /// Lays out a PDU without its data and shows where that goes: between position and limit of the buffer. Then call
    /// [#close], or [#withdraw].
    ///
    /// @param length that [#fits], shorter than [#LONG]
    public ByteBuffer open(Pdu head, int length) {
        layHeader(head, length);
        endHeader();
        body = out.position();
        return out.limit(body + length);
    }

    /// Ends the PDU whose data was put where [#open] said.
    public void close(Opcode opcode) {
        int length = out.limit() - body;
        observer.sent(opcode, Framing.length(Pdu.BHS_LENGTH, length, headerDigest, dataDigest));
        out.limit(BUFFER).position(body + length);
        close(body, length);
    }

    /// Takes the PDU back that was begun with [#open].
    public void withdraw() {
        out.limit(BUFFER).position(start);
    }

    private void close(int from, int length) {
        pad(out, length);
        if (dataDigest) {
            crc.reset();
            Framing.digest(crc, out, from, out.position() - from);
            putDigest(out, spoilData);
            spoilData = false;
        }
    }

    private static void pad(ByteBuffer into, int length) {
        for (int i = Framing.padding(length); i > 0; i--) {
            into.put((byte) 0);
        }
    }

    /// Lays out a PDU.
    ///
    /// @return false when it does not fit: send the batch first
    public boolean put(Pdu pdu) {
        ByteBuffer ahs = pdu.ahs();
        ByteBuffer data = pdu.data();
        if (!fits(Pdu.BHS_LENGTH + ahs.remaining(), data.remaining())) {
            return false;
        }
        pdu.encodeHeader(header());
        out.put(ahs);
        put(pdu.opcode(), data, data.position(), data.remaining());
        return true;
    }

    /// Sends the batch.
    void flush() throws IOException {
        try {
            if (longLength > 0) {
                flushLong();
            } else if (partCount > 0) {
                endPart();
                gather();
            } else {
                send(out.flip());
            }
        } finally {
            clear();
        }
    }

    private void clear() {
        Arrays.fill(parts, 0, partCount, NOTHING);
        partCount = 0;
        partStart = 0;
        memoryBytes = 0;
        longData = NOTHING;
        longLength = 0;
        out.clear().limit(BUFFER);
    }

    private void flushLong() throws IOException {
        ByteBuffer data = longData;
        int position = data.position();
        int limit = data.limit();
        try {
            layTail(data);
            data.limit(longAt + longLength).position(longAt);
            endPart();
            if (data.isDirect()) {
                parts[partCount++] = data;
                parts[partCount++] = tail;
                gather();
            } else {
                gather();
                sendThrough(data);
            }
        } finally {
            data.limit(limit).position(position);
        }
    }

    private void layTail(ByteBuffer data) {
        pad(tail.clear(), longLength);
        if (dataDigest) {
            crc.reset();
            Framing.digest(crc, data, longAt, longLength);
            Framing.digest(crc, tail, 0, tail.position());
            putDigest(tail, spoilData);
            spoilData = false;
        }
        tail.flip();
    }

    private void gather() throws IOException {
        for (int first = 0; first < partCount; ) {
            if (parts[first].hasRemaining()) {
                sink.write(parts, first, partCount - first);
            } else {
                first++;
            }
        }
    }

    /// Data on the heap would be copied by every write, as a whole.
    private void sendThrough(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            out.clear().limit(BUFFER);
            int part = Math.min(data.remaining(), BUFFER);
            out.put(0, data, data.position(), part).limit(part);
            data.position(data.position() + part);
            send(out);
        }
        send(tail);
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            sink.write(bytes);
        }
    }

    /// Least significant byte first.
    private void putDigest(ByteBuffer into, boolean spoilt) {
        int digest = (int) crc.getValue();
        into.order(ByteOrder.LITTLE_ENDIAN).putInt(spoilt ? ~digest : digest).order(ByteOrder.BIG_ENDIAN);
    }
}
