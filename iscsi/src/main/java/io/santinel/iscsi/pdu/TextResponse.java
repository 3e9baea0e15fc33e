package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.bit;
import static io.santinel.iscsi.pdu.Bhs.flag;
import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;

import java.nio.ByteBuffer;

/// Text Response. RFC 7143 §11.11.
///
/// @param isFinal the answer is complete; false comes with a transfer tag to ask on with
/// @param continues C: the text goes on in the next response
/// @param targetTransferTag reserved when the answer is complete; 0 is an ordinary tag (LIO)
/// @param data keys
public record TextResponse(
        boolean isFinal,
        boolean continues,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        ByteBuffer data)
        implements TargetPdu {

    public TextResponse {
        data = Bhs.data(data);
    }

    static TextResponse decode(ByteBuffer bhs, ByteBuffer data) {
        return new TextResponse(
                bit(bhs, 1, Bhs.FINAL),
                bit(bhs, 1, Bhs.CONTINUE),
                i64(bhs, 8),
                i32(bhs, 16),
                i32(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28),
                i32(bhs, 32),
                data);
    }

    @Override
    public Opcode opcode() {
        return Opcode.TEXT_RESPONSE;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), false);
        Bhs.putBytes(out, flag(isFinal, Bhs.FINAL) | flag(continues, Bhs.CONTINUE), 0, 0);
        Bhs.putLengths(out, Bhs.EMPTY, data)
                .putLong(lun)
                .putInt(initiatorTaskTag)
                .putInt(targetTransferTag)
                .putInt(statSn)
                .putInt(expCmdSn)
                .putInt(maxCmdSn)
                .putInt(0)
                .putLong(0);
    }
}
