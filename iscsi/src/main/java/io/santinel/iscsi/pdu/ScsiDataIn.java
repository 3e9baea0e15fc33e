package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.bit;
import static io.santinel.iscsi.pdu.Bhs.flag;
import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;

/// SCSI Data-In. RFC 7143 §11.7.
///
/// @param isFinal the last of a sequence
/// @param acknowledge A: the target wants a DataACK (only above ErrorRecoveryLevel 0)
/// @param overflow O, with status only
/// @param underflow U, with status only
/// @param hasStatus S: the command ended with `status`, which is never CHECK CONDITION here
/// @param status SCSI status, with `hasStatus`
/// @param lun of meaning with `acknowledge`; LIO fills it with ones otherwise
/// @param targetTransferTag of meaning with `acknowledge`, else reserved
/// @param statSn of meaning with `hasStatus`
/// @param dataSn counts from 0 in each command, together with R2T
/// @param bufferOffset bytes from the start of the command's data, unsigned
/// @param residualCount of meaning with `overflow` or `underflow`
public record ScsiDataIn(
        boolean isFinal,
        boolean acknowledge,
        boolean overflow,
        boolean underflow,
        boolean hasStatus,
        int status,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int dataSn,
        int bufferOffset,
        int residualCount,
        ByteBuffer data)
        implements TargetPdu {

    public ScsiDataIn {
        data = Bhs.data(data);
    }

    static ScsiDataIn decode(ByteBuffer bhs, ByteBuffer data) {
        return new ScsiDataIn(
                bit(bhs, 1, Bhs.FINAL),
                bit(bhs, 1, 0x40),
                bit(bhs, 1, 0x04),
                bit(bhs, 1, 0x02),
                bit(bhs, 1, 0x01),
                u8(bhs, 3),
                i64(bhs, 8),
                i32(bhs, 16),
                i32(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28),
                i32(bhs, 32),
                i32(bhs, 36),
                i32(bhs, 40),
                i32(bhs, 44),
                data);
    }

    @Override
    public Opcode opcode() {
        return Opcode.SCSI_DATA_IN;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        int flags = flag(isFinal, Bhs.FINAL)
                | flag(acknowledge, 0x40)
                | flag(overflow, 0x04)
                | flag(underflow, 0x02)
                | flag(hasStatus, 0x01);
        Bhs.putOpcode(out, opcode(), false);
        Bhs.putBytes(out, flags, 0, status);
        Bhs.putLengths(out, Bhs.EMPTY, data)
                .putLong(lun)
                .putInt(initiatorTaskTag)
                .putInt(targetTransferTag);
        out.putInt(statSn).putInt(expCmdSn).putInt(maxCmdSn);
        out.putInt(dataSn).putInt(bufferOffset).putInt(residualCount);
    }
}
