package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.i64;
import static io.santinel.iscsi.pdu.Bhs.u16;
import static io.santinel.iscsi.pdu.Bhs.u8;

import java.nio.ByteBuffer;

/// Asynchronous Message. RFC 7143 §11.9.
///
/// @param event see [AsyncEvent]
/// @param vendorCode AsyncVCode, with the vendor's events
/// @param parameter1 by event: CID of the connection that drops
/// @param parameter2 by event: seconds to wait
/// @param parameter3 by event: seconds until it must be done, or that tasks are kept
/// @param data by event: sense length and sense, or the vendor's bytes
public record AsyncMessage(
        long lun,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int event,
        int vendorCode,
        int parameter1,
        int parameter2,
        int parameter3,
        ByteBuffer data)
        implements TargetPdu {

    public AsyncMessage {
        data = Bhs.data(data);
    }

    static AsyncMessage decode(ByteBuffer bhs, ByteBuffer data) {
        return new AsyncMessage(
                i64(bhs, 8),
                i32(bhs, 24),
                i32(bhs, 28),
                i32(bhs, 32),
                u8(bhs, 36),
                u8(bhs, 37),
                u16(bhs, 38),
                u16(bhs, 40),
                u16(bhs, 42),
                data);
    }

    @Override
    public Opcode opcode() {
        return Opcode.ASYNC_MESSAGE;
    }

    /// Reserved: it answers nothing.
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
        Bhs.putBytes(out, Bhs.FINAL, 0, 0);
        Bhs.putLengths(out, Bhs.EMPTY, data)
                .putLong(lun)
                .putInt(RESERVED_TAG)
                .putInt(0)
                .putInt(statSn)
                .putInt(expCmdSn)
                .putInt(maxCmdSn)
                .put((byte) event)
                .put((byte) vendorCode)
                .putShort((short) parameter1)
                .putShort((short) parameter2)
                .putShort((short) parameter3)
                .putInt(0);
    }
}
