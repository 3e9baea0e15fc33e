package io.santinel.iscsi.pdu;

import static io.santinel.iscsi.pdu.Bhs.bit;
import static io.santinel.iscsi.pdu.Bhs.flag;
import static io.santinel.iscsi.pdu.Bhs.i32;
import static io.santinel.iscsi.pdu.Bhs.u16;
import static io.santinel.iscsi.pdu.Bhs.u8;

import io.santinel.iscsi.name.Isid;
import java.nio.ByteBuffer;

/// Login Response. RFC 7143 §11.13. In a refusal or a redirect only status and keys can be trusted: targets leave the
/// rest zero.
///
/// @param transit T: agrees to go on to stage `nsg`
/// @param continues C: the text goes on in the next response
/// @param csg current stage, see [Stage]
/// @param nsg next stage; of meaning only with `transit`
/// @param tsih not 0 in the last response of a new session's login
/// @param statusClass 0 success, 1 redirect, 2 initiator's fault, 3 target's fault; see [LoginStatus]
/// @param data keys
public record LoginResponse(
        boolean transit,
        boolean continues,
        int csg,
        int nsg,
        int versionMax,
        int versionActive,
        Isid isid,
        int tsih,
        int initiatorTaskTag,
        int statSn,
        int expCmdSn,
        int maxCmdSn,
        int statusClass,
        int statusDetail,
        ByteBuffer data)
        implements TargetPdu {

    public LoginResponse {
        data = Bhs.data(data);
    }

    static LoginResponse decode(ByteBuffer bhs, ByteBuffer data) {
        return new LoginResponse(
                bit(bhs, 1, Bhs.FINAL),
                bit(bhs, 1, Bhs.CONTINUE),
                (u8(bhs, 1) >> 2) & 3,
                u8(bhs, 1) & 3,
                u8(bhs, 2),
                u8(bhs, 3),
                new Isid(Bhs.isid(bhs)),
                u16(bhs, 14),
                i32(bhs, 16),
                i32(bhs, 24),
                i32(bhs, 28),
                i32(bhs, 32),
                u8(bhs, 36),
                u8(bhs, 37),
                data);
    }

    @Override
    public Opcode opcode() {
        return Opcode.LOGIN_RESPONSE;
    }

    @Override
    public ByteBuffer data() {
        return data.duplicate();
    }

    @Override
    public void encodeHeader(ByteBuffer out) {
        Bhs.putOpcode(out, opcode(), false);
        int flags = flag(transit, Bhs.FINAL) | flag(continues, Bhs.CONTINUE) | ((csg & 3) << 2) | (nsg & 3);
        Bhs.putBytes(out, flags, versionMax, versionActive);
        Bhs.putLengths(out, Bhs.EMPTY, data)
                .putLong((isid.bits() << 16) | (tsih & 0xffff))
                .putInt(initiatorTaskTag)
                .putInt(0)
                .putInt(statSn)
                .putInt(expCmdSn)
                .putInt(maxCmdSn)
                .putInt(((statusClass & 0xff) << 24) | ((statusDetail & 0xff) << 16))
                .putLong(0);
    }
}
