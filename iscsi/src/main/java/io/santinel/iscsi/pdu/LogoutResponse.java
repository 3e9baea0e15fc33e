package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.u16;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;

/// Logout Response. RFC 7143 §11.15.
///
/// @param response see [LogoutOutcome]
/// @param time2Wait seconds to wait before connecting again
/// @param time2Retain seconds that the target keeps the tasks after that
public record LogoutResponse(
        int response, int initiatorTaskTag, int statSn, int expCmdSn, int maxCmdSn, int time2Wait, int time2Retain)
        implements TargetPdu {

    static LogoutResponse decode(ByteBuffer bhs) {
        return new LogoutResponse(
                u8(bhs, 2), i32(bhs, 16), i32(bhs, 24), i32(bhs, 28), i32(bhs, 32), u16(bhs, 40), u16(bhs, 42));
    }

    @Override
    public Opcode opcode() {
        return Opcode.LOGOUT_RESPONSE;
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
                .putShort((short) time2Wait)
                .putShort((short) time2Retain)
                .putInt(0);
    }
}
