package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;

import java.nio.ByteBuffer;

/// NOP-Out: a ping, or the answer to a target's ping. RFC 7143 §11.18.
///
/// @param initiatorTaskTag reserved when no answer is wanted; then it is immediate
/// @param targetTransferTag copied from the NOP-In that it answers, else reserved
/// @param data the ping's data
public record NopOut(
        boolean immediate,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int cmdSn,
        int expStatSn,
        ByteBuffer data)
        implements InitiatorCommand {

    public NopOut {
        data = Bhs.data(data);
    }

    /// The answer to a target's ping: LUN, tag and data copied (§11.18).
    public static NopOut answering(NopIn ping, int cmdSn, int expStatSn) {
        return new NopOut(true, ping.lun(), RESERVED_TAG, ping.targetTransferTag(), cmdSn, expStatSn, ping.data());
    }

    static NopOut decode(ByteBuffer bhs, ByteBuffer data) {
        return new NopOut(
                Bhs.bit(bhs, 0, Bhs.IMMEDIATE),
                i64(bhs, 8),
                i32(bhs, 16),
                i32(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28),
                data);
    }

    @Override
    public Opcode opcode() {
        return Opcode.NOP_OUT;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), immediate);
        Bhs.putBytes(out, Bhs.FINAL, 0, 0);
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
