package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;

import java.nio.ByteBuffer;

/// NOP-In: the answer to a ping, or the target's own ping. RFC 7143 §11.19.
///
/// @param initiatorTaskTag of the NOP-Out that it answers, else reserved
/// @param targetTransferTag other than reserved when the target wants an answer
/// @param statSn used up only when it answers a NOP-Out
public record NopIn(
        long lun, int initiatorTaskTag, int targetTransferTag, int statSn, int expCmdSn, int maxCmdSn, ByteBuffer data)
        implements TargetPdu {

    public NopIn {
        data = Bhs.data(data);
    }

    static NopIn decode(ByteBuffer bhs, ByteBuffer data) {
        return new NopIn(i64(bhs, 8), i32(bhs, 16), i32(bhs, 20), i32(bhs, 24), i32(bhs, 28), i32(bhs, 32), data);
    }

    /// True when the target waits for a NOP-Out with the same tag.
    public boolean wantsAnswer() {
        return targetTransferTag != RESERVED_TAG;
    }

    @Override
    public Opcode opcode() {
        return Opcode.NOP_IN;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), false);
        Bhs.putBytes(out, Bhs.FINAL, 0, 0);
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
