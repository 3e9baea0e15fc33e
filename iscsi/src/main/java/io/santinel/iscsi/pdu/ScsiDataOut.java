package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;

import java.nio.ByteBuffer;

/// SCSI Data-Out. RFC 7143 §11.7.
///
/// @param isFinal the last of the burst that an R2T asked for, or of the unsolicited burst
/// @param lun copied from the R2T; zero for unsolicited data
/// @param targetTransferTag copied from the R2T; reserved for unsolicited data
/// @param dataSn counts from 0 in each burst
/// @param bufferOffset bytes from the start of the command's data, unsigned
public record ScsiDataOut(
        boolean isFinal,
        long lun,
        int initiatorTaskTag,
        int targetTransferTag,
        int expStatSn,
        int dataSn,
        int bufferOffset,
        ByteBuffer data)
        implements InitiatorPdu {

    public ScsiDataOut {
        data = Bhs.data(data);
    }

    static ScsiDataOut decode(ByteBuffer bhs, ByteBuffer data) {
        return new ScsiDataOut(
                Bhs.bit(bhs, 1, Bhs.FINAL),
                i64(bhs, 8),
                i32(bhs, 16),
                i32(bhs, 20),
                i32(bhs, 28),
                i32(bhs, 36),
                i32(bhs, 40),
                data);
    }

    @Override
    public Opcode opcode() {
        return Opcode.SCSI_DATA_OUT;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        putHeader(
                out,
                isFinal,
                data.remaining(),
                lun,
                initiatorTaskTag,
                targetTransferTag,
                expStatSn,
                dataSn,
                bufferOffset);
    }

    /// Puts a header without making a record first.
    ///
    /// @param out big-endian, with at least 48 bytes remaining
    public static void putHeader(
            ByteBuffer out,
            boolean isFinal,
            int dataLength,
            long lun,
            int initiatorTaskTag,
            int targetTransferTag,
            int expStatSn,
            int dataSn,
            int bufferOffset) {
        out.putInt(Opcode.SCSI_DATA_OUT.code() << 24 | Bhs.flag(isFinal, Bhs.FINAL) << 16)
                .putInt(dataLength)
                .putLong(lun)
                .putInt(initiatorTaskTag)
                .putInt(targetTransferTag)
                .putInt(0)
                .putInt(expStatSn)
                .putInt(0)
                .putInt(dataSn)
                .putInt(bufferOffset)
                .putInt(0);
    }
}
