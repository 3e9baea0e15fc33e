package io.santinel.iscsi.connection;

import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.pdu.Pdu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.GatheringByteChannel;
import java.util.List;
import java.util.zip.CRC32C;

/// Lays PDUs one after the other into a buffer and sends it, RFC 7143 §11.1. One thread at a time.
final class PduWriter {
    /// A batch held to this beats a longer one when many commands are under way.
    private static final int BUFFER = 64 * 1024;

    /// From here on a direct buffer goes out from where it lies; below, copying it costs less than a further element
    /// of the gathered write.
    private static final int GATHER = 8 * 1024;

    private static final int MAX_HEAD = Pdu.BHS_LENGTH + 0xff * 4 + 4;
    private static final int MAX_TAIL = 3 + 4;

    private final GatheringByteChannel sink;
    private final PduObserver observer;
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final CRC32C crc = new CRC32C();

    private boolean headerDigest;
    private boolean dataDigest;
    private volatile boolean spoilHeader;
    private volatile boolean spoilData;

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

    void write(List<? extends Pdu> pdus) throws IOException {
        out.clear();
        for (Pdu pdu : pdus) {
            put(pdu);
        }
        flush();
        for (Pdu pdu : pdus) {
            int head = Pdu.BHS_LENGTH + pdu.ahs().remaining();
            observer.sent(pdu, Framing.length(head, pdu.data().remaining(), headerDigest, dataDigest));
        }
    }

    private void put(Pdu pdu) throws IOException {
        makeRoom(MAX_HEAD);
        int start = out.position();
        pdu.encodeHeader(out);
        out.put(pdu.ahs());
        if (headerDigest) {
            crc.reset();
            crc.update(out.duplicate().flip().position(start));
            putDigest(spoilHeader);
            spoilHeader = false;
        }
        ByteBuffer data = pdu.data();
        if (data.hasRemaining()) {
            putData(data);
        }
    }

    private void putData(ByteBuffer data) throws IOException {
        int padding = Framing.padding(data.remaining());
        crc.reset();
        if (dataDigest) {
            crc.update(data.duplicate());
        }
        if (data.isDirect() && data.remaining() >= GATHER) {
            gather(data);
        } else {
            copy(data);
        }
        makeRoom(MAX_TAIL);
        for (int i = 0; i < padding; i++) {
            out.put((byte) 0);
            crc.update(0);
        }
        if (dataDigest) {
            putDigest(spoilData);
            spoilData = false;
        }
    }

    private void copy(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            makeRoom(1);
            int part = Math.min(data.remaining(), out.remaining());
            out.put(out.position(), data, data.position(), part).position(out.position() + part);
            data.position(data.position() + part);
        }
    }

    /// Sends what is laid out and the data behind it, without copying the data.
    private void gather(ByteBuffer data) throws IOException {
        ByteBuffer[] both = {out.flip(), data};
        while (data.hasRemaining()) {
            sink.write(both);
        }
        out.clear();
    }

    private void makeRoom(int bytes) throws IOException {
        if (out.remaining() < bytes) {
            flush();
        }
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            sink.write(out);
        }
        out.clear();
    }

    /// Least significant byte first.
    private void putDigest(boolean spoilt) {
        int digest = (int) crc.getValue();
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(spoilt ? ~digest : digest).order(ByteOrder.BIG_ENDIAN);
    }
}
