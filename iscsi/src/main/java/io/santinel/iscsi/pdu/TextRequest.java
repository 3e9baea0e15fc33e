package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.bit;
import static io.santinel.iscsi.pdu.Bhs.flag;
import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;

import java.nio.ByteBuffer;

/// Text Request. RFC 7143 §11.10.
///
/// @param isFinal the initiator has nothing more to say
/// @param continues C: the text goes on in the next request
/// @param targetTransferTag reserved at the start, then copied from the target's last response
/// @param data keys
public record TextRequest(
        boolean immediate,
        boolean isFinal,
        boolean continues,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int cmdSn,
        int expStatSn,
        ByteBuffer data)
        implements InitiatorCommand {

    public TextRequest {
        data = Bhs.data(data);
    }

    static TextRequest decode(ByteBuffer bhs, ByteBuffer data) {
        return new TextRequest(
                bit(bhs, 0, Bhs.IMMEDIATE),
                bit(bhs, 1, Bhs.FINAL),
                bit(bhs, 1, Bhs.CONTINUE),
                i64(bhs, 8),
                i32(bhs, 16),
                i32(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28),
                data);
    }

    @Override
    public Opcode opcode() {
        return Opcode.TEXT_REQUEST;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), immediate);
        Bhs.putBytes(out, flag(isFinal, Bhs.FINAL) | flag(continues, Bhs.CONTINUE), 0, 0);
        Bhs.putLengths(out, Bhs.EMPTY, data)
                .putLong(lun)
                .putInt(initiatorTaskTag)
                .putInt(targetTransferTag)
                .putInt(cmdSn)
                .putInt(expStatSn)
                .putLong(0)
                .putLong(0);
    }
}
