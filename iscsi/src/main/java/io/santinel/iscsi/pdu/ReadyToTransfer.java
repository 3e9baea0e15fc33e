package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;

import io.santinel.iscsi.ProtocolViolation;
import java.nio.ByteBuffer;

/// Ready To Transfer (R2T): the target asks for a burst of a write's data. RFC 7143 §11.8.
///
/// @param targetTransferTag to be copied into the Data-Outs; never reserved
/// @param statSn the next one, not used up
/// @param r2tSn counts from 0 in each command, together with Data-In
/// @param bufferOffset bytes from the start of the command's data, unsigned
/// @param desiredDataTransferLength bytes, 1 to MaxBurstLength, unsigned
public record ReadyToTransfer(
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int r2tSn,
        int bufferOffset,
        int desiredDataTransferLength)
        implements TargetPdu {

    static ReadyToTransfer decode(ByteBuffer bhs) {
        if (i32(bhs, 44) == 0) {
            throw new ProtocolViolation("11.8.4", "R2T for no data");
        }
        return new ReadyToTransfer(
                i64(bhs, 8),
                i32(bhs, 16),
                i32(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28),
                i32(bhs, 32),
                i32(bhs, 36),
                i32(bhs, 40),
                i32(bhs, 44));
    }

    @Override
    public Opcode opcode() {
        return Opcode.READY_TO_TRANSFER;
    }

    @Override
    public ByteBuffer data() {
        return Bhs.EMPTY.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), false);
        Bhs.putBytes(out, Bhs.FINAL, 0, 0);
        Bhs.putLengths(out, Bhs.EMPTY, Bhs.EMPTY)
                .putLong(lun)
                .putInt(initiatorTaskTag)
                .putInt(targetTransferTag)
                .putInt(statSn)
                .putInt(expCmdSn)
                .putInt(maxCmdSn)
                .putInt(r2tSn)
                .putInt(bufferOffset)
                .putInt(desiredDataTransferLength);
    }
}
