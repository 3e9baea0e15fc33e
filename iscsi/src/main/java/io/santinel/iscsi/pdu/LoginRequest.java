package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.bit;
import static io.santinel.iscsi.pdu.Bhs.flag;
import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.u16;
import static io.santinel.iscsi.pdu.Bhs.u8;

import io.santinel.iscsi.name.Isid;
import java.nio.ByteBuffer;

/// Login Request. RFC 7143 §11.12.
///
/// @param transit T: ready to go on to stage `nsg`
/// @param continues C: the text goes on in the next request
/// @param csg current stage, see [Stage]
/// @param nsg next stage; of meaning only with `transit`
/// @param tsih 0 for a new session
/// @param cid connection ID
/// @param data keys
public record LoginRequest(
        boolean transit,
        boolean continues,
        int csg,
        int nsg,
        int versionMax,
        int versionMin,
        Isid isid,
        int tsih,
        int initiatorTaskTag,
        int cid,
        int cmdSn,
        int expStatSn,
        ByteBuffer data)
        implements InitiatorCommand {

    public LoginRequest {
        data = Bhs.data(data);
    }

    static LoginRequest decode(ByteBuffer bhs, ByteBuffer data) {
        return new LoginRequest(
                bit(bhs, 1, Bhs.FINAL),
                bit(bhs, 1, Bhs.CONTINUE),
                (u8(bhs, 1) >> 2) & 3,
                u8(bhs, 1) & 3,
                u8(bhs, 2),
                u8(bhs, 3),
                new Isid(Bhs.isid(bhs)),
                u16(bhs, 14),
                i32(bhs, 16),
                u16(bhs, 20),
                i32(bhs, 24),
                i32(bhs, 28),
                data);
    }

    /// Always: the I bit is part of this PDU's layout.
    @Override
    public boolean immediate() {
        return true;
    }

    @Override
    public Opcode opcode() {
        return Opcode.LOGIN_REQUEST;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), true);
        int flags = flag(transit, Bhs.FINAL) | flag(continues, Bhs.CONTINUE) | ((csg & 3) << 2) | (nsg & 3);
        Bhs.putBytes(out, flags, versionMax, versionMin);
        Bhs.putLengths(out, Bhs.EMPTY, data)
                .putLong((isid.bits() << 16) | (tsih & 0xffff))
                .putInt(initiatorTaskTag)
                .putInt(cid << 16)
                .putInt(cmdSn)
                .putInt(expStatSn)
                .putLong(0)
                .putLong(0);
    }
}
