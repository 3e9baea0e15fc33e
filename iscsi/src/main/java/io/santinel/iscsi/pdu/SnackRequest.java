package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;

/// SNACK Request: send again, or acknowledge data. RFC 7143 §11.16.
///
/// @param type see [SnackType]
/// @param targetTransferTag transfer tag of a DataACK, SNACK tag of an R-Data request, else reserved
/// @param begRun first DataSN, R2TSN or StatSN that is missing
/// @param runLength how many, 0 for all from there on
public record SnackRequest(
        int type, long lun, int initiatorTaskTag, int targetTransferTag, int expStatSn, int begRun, int runLength)
        implements InitiatorPdu {

    static SnackRequest decode(ByteBuffer bhs) {
        return new SnackRequest(
                u8(bhs, 1) & 0x0f, i64(bhs, 8), i32(bhs, 16), i32(bhs, 20), i32(bhs, 28), i32(bhs, 40), i32(bhs, 44));
    }

    @Override
    public Opcode opcode() {
        return Opcode.SNACK_REQUEST;
    }

    @Override
    public ByteBuffer data() {
        return Bhs.EMPTY.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), false);
        Bhs.putBytes(out, Bhs.FINAL | (type & 0x0f), 0, 0);
        Bhs.putLengths(out, Bhs.EMPTY, Bhs.EMPTY)
                .putLong(lun)
                .putInt(initiatorTaskTag)
                .putInt(targetTransferTag)
                .putInt(0)
                .putInt(expStatSn)
                .putLong(0)
                .putInt(begRun)
                .putInt(runLength);
    }
}
