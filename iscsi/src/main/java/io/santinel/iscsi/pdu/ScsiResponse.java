package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.bit;
import static io.santinel.iscsi.pdu.Bhs.flag;
import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;

/// SCSI Response. RFC 7143 §11.4.
///
/// @param bidirectionalReadOverflow o: `bidirectionalReadResidualCount` bytes more would have come
/// @param bidirectionalReadUnderflow u: as many bytes less came
/// @param overflow O: `residualCount` bytes did not fit into what the initiator expected
/// @param underflow U: `residualCount` bytes less than expected were moved
/// @param response 0 command completed at target, 1 target failure, from 0x80 the vendor's
/// @param status SCSI status, of meaning when `response` is 0
/// @param expDataSn number of Data-In and R2T PDUs that the target sent for the command
/// @param data sense length, sense, the vendor's bytes; [#sense] cuts it out
public record ScsiResponse(
        boolean bidirectionalReadOverflow,
        boolean bidirectionalReadUnderflow,
        boolean overflow,
        boolean underflow,
        int response,
        int status,
        int initiatorTaskTag,
        int snackTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int expDataSn,
        int bidirectionalReadResidualCount,
        int residualCount,
        ByteBuffer data)
        implements TargetPdu {

    public static final int COMPLETED_AT_TARGET = 0;
    public static final int TARGET_FAILURE = 1;

    public ScsiResponse {
        data = Bhs.data(data);
    }

    static ScsiResponse decode(ByteBuffer bhs, ByteBuffer data) {
        return new ScsiResponse(
                bit(bhs, 1, 0x10),
                bit(bhs, 1, 0x08),
                bit(bhs, 1, 0x04),
                bit(bhs, 1, 0x02),
                u8(bhs, 2),
                u8(bhs, 3),
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

    /// The sense data, empty when there is none; cut at the data segment's end when its length says more (§11.4.7).
    public ByteBuffer sense() {
        if (data.remaining() < 2) {
            return Bhs.EMPTY.duplicate();
        }
        int length = Math.min(Short.toUnsignedInt(data.getShort(data.position())), data.remaining() - 2);
        return data.slice(data.position() + 2, length);
    }

    /// A data segment that carries this sense: its length before it (§11.4.7).
    public static ByteBuffer dataOfSense(ByteBuffer sense) {
        return ByteBuffer.allocate(2 + sense.remaining())
                .putShort((short) sense.remaining())
                .put(sense.duplicate())
                .flip();
    }

    @Override
    public Opcode opcode() {
        return Opcode.SCSI_RESPONSE;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), false);
        int flags = flag(bidirectionalReadOverflow, 0x10)
                | flag(bidirectionalReadUnderflow, 0x08)
                | flag(overflow, 0x04)
                | flag(underflow, 0x02);
        Bhs.putBytes(out, Bhs.FINAL | flags, response, status);
        Bhs.putLengths(out, Bhs.EMPTY, data)
                .putLong(0)
                .putInt(initiatorTaskTag)
                .putInt(snackTag)
                .putInt(statSn)
                .putInt(expCmdSn)
                .putInt(maxCmdSn)
                .putInt(expDataSn)
                .putInt(bidirectionalReadResidualCount)
                .putInt(residualCount);
    }
}
