package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;

/// Task Management Function Response. RFC 7143 §11.6.
///
/// @param response see [TaskManagementOutcome]
public record TaskManagementResponse(int response, int initiatorTaskTag, int statSn, int expCmdSn, int maxCmdSn)
        implements TargetPdu {

    static TaskManagementResponse decode(ByteBuffer bhs) {
        return new TaskManagementResponse(u8(bhs, 2), i32(bhs, 16), i32(bhs, 24), i32(bhs, 28), i32(bhs, 32));
    }

    @Override
    public Opcode opcode() {
        return Opcode.TASK_MANAGEMENT_RESPONSE;
    }

    @Override
    public ByteBuffer data() {
        return Bhs.EMPTY.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), false);
        Bhs.putBytes(out, Bhs.FINAL, response, 0);
        Bhs.putLengths(out, Bhs.EMPTY, Bhs.EMPTY)
                .putLong(0)
                .putInt(initiatorTaskTag)
                .putInt(0)
                .putInt(statSn)
                .putInt(expCmdSn)
                .putInt(maxCmdSn)
                .putInt(0)
                .putLong(0);
    }
}
