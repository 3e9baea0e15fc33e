package io.santinel.iscsi.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// The bytes of one PDU as they go over the wire, cut out of the stream by RFC 7143 §11.2 alone.
///
/// @param bytes header, additional header, header digest, data with padding, data digest
/// @param dataAt where the data begins; the array's length when there is none
record Frame(ByteBuffer bytes, int dataAt) {
    static final int BHS = 48;
    static final int LOGIN_REQUEST = 0x03;
    static final int LOGIN_RESPONSE = 0x23;
    static final int ASYNC_MESSAGE = 0x32;

    private static final int DATA_MAX = 1 << 24;

    /// Which digests the stream has.
    record Digests(boolean header, boolean data) {
        static final Digests NONE = new Digests(false, false);
    }

    /// Asked when the header has come, for the digests begin with full feature phase.
    interface Agreed {
        Digests digests();
    }

    static Frame read(InputStream in, Agreed agreed) throws IOException {
        byte[] header = in.readNBytes(BHS);
        if (header.length < BHS) {
            throw new EOFException("the stream ended");
        }
        ByteBuffer bhs = ByteBuffer.wrap(header);
        Digests digests = agreed.digests();
        int ahs = (header[4] & 0xff) * 4;
        int length = bhs.getInt(4) & DATA_MAX - 1;
        int dataAt = BHS + ahs + (digests.header() ? 4 : 0);
        int size = dataAt + (length + 3 & ~3) + (digests.data() && length > 0 ? 4 : 0);
        ByteBuffer bytes = ByteBuffer.allocate(size).put(header);
        if (in.readNBytes(bytes.array(), BHS, size - BHS) < size - BHS) {
            throw new EOFException("the stream ended within a PDU");
        }
        return new Frame(bytes.clear(), dataAt);
    }

    int opcode() {
        return bytes.get(0) & 0x3f;
    }

    boolean hasData() {
        return dataAt < bytes.capacity();
    }

    /// The last response of a login that succeeded: T, next stage full feature, class 0.
    boolean endsLogin() {
        return opcode() == LOGIN_RESPONSE && (bytes.get(1) & 0x83) == 0x83 && bytes.get(36) == 0;
    }

    /// The text of a login PDU.
    String text() {
        return StandardCharsets.UTF_8
                .decode(bytes.slice(dataAt, bytes.capacity() - dataAt))
                .toString();
    }

    /// A copy with one bit turned over between two offsets.
    Frame flipped(int from, int to, int random) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.capacity())
                .put(bytes.duplicate().clear())
                .clear();
        int bit = Math.floorMod(random, (to - from) * 8);
        copy.put(from + bit / 8, (byte) (copy.get(from + bit / 8) ^ 1 << bit % 8));
        return new Frame(copy, dataAt);
    }

    /// The first Login Request's answer that sends it elsewhere (§11.13.5: 0101).
    static Frame redirect(Frame request, String address) {
        byte[] text = ("TargetAddress=" + address + '\0').getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(BHS + (text.length + 3 & ~3));
        out.put(0, (byte) LOGIN_RESPONSE).putInt(4, text.length);
        out.put(8, request.bytes, 8, 6).put(16, request.bytes, 16, 4);
        out.put(36, (byte) 1).put(37, (byte) 1).put(BHS, text);
        return new Frame(out, BHS);
    }

    /// An Asynchronous Message, event 2 (§11.9), with the numbers of a frame that the target sent before.
    static Frame connectionDropped(Frame before, Digests digests) {
        ByteBuffer out = ByteBuffer.allocate(BHS + (digests.header() ? 4 : 0));
        out.put(0, (byte) ASYNC_MESSAGE).put(1, (byte) 0x80).putInt(16, -1);
        out.putInt(24, before.bytes.getInt(24)).put(28, before.bytes, 28, 8).put(36, (byte) 2);
        if (digests.header()) {
            CRC32C crc = new CRC32C();
            crc.update(out.slice(0, BHS));
            out.putInt(BHS, Integer.reverseBytes((int) crc.getValue()));
        }
        return new Frame(out, out.capacity());
    }
}
