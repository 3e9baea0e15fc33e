package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;

/// Task Management Function Request. RFC 7143 §11.5.
///
/// @param function see [TaskManagementFunction]; an unknown one is answered with "function not supported"
/// @param referencedTaskTag of the task to abort or to reassign, else reserved
/// @param refCmdSn CmdSN of the task to abort
/// @param expDataSn of TASK REASSIGN only
public record TaskManagementRequest(
        boolean immediate,
        int function,
        long lun,
        int initiatorTaskTag,
        int referencedTaskTag,
        int cmdSn,
        int expStatSn,
        int refCmdSn,
        int expDataSn)
        implements InitiatorCommand {

    static TaskManagementRequest decode(ByteBuffer bhs) {
        return new TaskManagementRequest(
                Bhs.bit(bhs, 0, Bhs.IMMEDIATE),
                u8(bhs, 1) & 0x7f,
                i64(bhs, 8),
                i32(bhs, 16),
                i32(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28),
                i32(bhs, 32),
                i32(bhs, 36));
    }

    @Override
    public Opcode opcode() {
        return Opcode.TASK_MANAGEMENT_REQUEST;
    }

    @Override
    public ByteBuffer data() {
        return Bhs.EMPTY.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), immediate);
        Bhs.putBytes(out, Bhs.FINAL | (function & 0x7f), 0, 0);
        Bhs.putLengths(out, Bhs.EMPTY, Bhs.EMPTY)
                .putLong(lun)
                .putInt(initiatorTaskTag)
                .putInt(referencedTaskTag)
                .putInt(cmdSn)
                .putInt(expStatSn)
                .putInt(refCmdSn)
                .putInt(expDataSn)
                .putLong(0);
    }
}
