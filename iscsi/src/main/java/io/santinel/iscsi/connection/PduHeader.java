package io.santinel.iscsi.connection;

import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.nio.ByteBuffer;

/// The header of the PDU at hand, read where it lies: for who cannot afford a record for each PDU. The same object
/// shows the next PDU after [PduChannel#next]. Offsets are those of RFC 7143 §11.
public final class PduHeader {
    static final int MAX_LENGTH = Pdu.BHS_LENGTH + 0xff * 4;

    private static final int FINAL = 0x80;

    private final ByteBuffer bytes = ByteBuffer.allocate(MAX_LENGTH).limit(0);
    private Opcode opcode = Opcode.REJECT;

    PduHeader() {}

    /// Copies a header in; its opcode is set apart, once it is known to be one.
    void set(ByteBuffer from, int at, int length) {
        bytes.clear().put(0, from, at, length).limit(length);
    }

    void opcode(Opcode known) {
        opcode = known;
    }

    /// BHS and additional header segments, for the reader that made it.
    ByteBuffer bytes() {
        return bytes;
    }

    public Opcode opcode() {
        return opcode;
    }

    public boolean isFinal() {
        return (bytes.get(1) & FINAL) != 0;
    }

    /// One byte of the header, 0 to 255.
    public int u8(int at) {
        return Byte.toUnsignedInt(bytes.get(at));
    }

    /// Four bytes of the header.
    public int i32(int at) {
        return bytes.getInt(at);
    }

    /// Eight bytes of the header.
    public long i64(int at) {
        return bytes.getLong(at);
    }

    /// TotalAHSLength, in bytes.
    public int ahsLength() {
        return u8(4) * 4;
    }

    /// DataSegmentLength, without padding.
    public int dataLength() {
        return i32(4) & 0xff_ffff;
    }

    public long lun() {
        return i64(8);
    }

    public int initiatorTaskTag() {
        return i32(16);
    }

    @Override
    public String toString() {
        return opcode + " tag %08x".formatted(initiatorTaskTag());
    }
}
