package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.u16;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;

/// Logout Request: close a session, or one of its connections. RFC 7143 §11.14.
///
/// @param reason see [LogoutReason]
/// @param cid of the connection, where the reason speaks of one
public record LogoutRequest(boolean immediate, int reason, int initiatorTaskTag, int cid, int cmdSn, int expStatSn)
        implements InitiatorCommand {

    static LogoutRequest decode(ByteBuffer bhs) {
        return new LogoutRequest(
                Bhs.bit(bhs, 0, Bhs.IMMEDIATE),
                u8(bhs, 1) & 0x7f,
                i32(bhs, 16),
                u16(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28));
    }

    @Override
    public Opcode opcode() {
        return Opcode.LOGOUT_REQUEST;
    }

    @Override
    public ByteBuffer data() {
        return Bhs.EMPTY.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), immediate);
        Bhs.putBytes(out, Bhs.FINAL | (reason & 0x7f), 0, 0);
        Bhs.putLengths(out, Bhs.EMPTY, Bhs.EMPTY)
                .putLong(0)
                .putInt(initiatorTaskTag)
                .putInt(cid << 16)
                .putInt(cmdSn)
                .putInt(expStatSn)
                .putLong(0)
                .putLong(0);
    }
}
