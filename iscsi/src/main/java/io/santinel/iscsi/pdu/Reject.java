package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Reject: the target did not take a PDU. RFC 7143 §11.17.
///
/// @param reason see [RejectReason]
/// @param dataSn DataSN or R2TSN of the task, for a rejected SNACK of data
/// @param data header of the rejected PDU
public record Reject(int reason, int statSn, int expCmdSn, int maxCmdSn, int dataSn, ByteBuffer data)
        implements TargetPdu {

    public Reject {
        data = Bhs.data(data);
    }

    static Reject decode(ByteBuffer bhs, ByteBuffer data) {
        return new Reject(u8(bhs, 2), i32(bhs, 24), i32(bhs, 28), i32(bhs, 32), i32(bhs, 36), data);
    }

    @Override
    public Opcode opcode() {
        return Opcode.REJECT;
    }

    /// Type of the PDU that was rejected, if its header came and there is such a type.
    public Optional<Opcode> rejected() {
        return data.hasRemaining() ? Opcode.of(data.get(data.position())) : Optional.empty();
    }

    /// Reserved: the tag of the rejected PDU stands in the header that it carries.
    @Override
    public int initiatorTaskTag() {
        return RESERVED_TAG;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), false);
        Bhs.putBytes(out, Bhs.FINAL, reason, 0);
        Bhs.putLengths(out, Bhs.EMPTY, data)
                .putLong(0)
                .putInt(RESERVED_TAG)
                .putInt(0)
                .putInt(statSn)
                .putInt(expCmdSn)
                .putInt(maxCmdSn)
                .putInt(dataSn)
                .putLong(0);
    }
}
