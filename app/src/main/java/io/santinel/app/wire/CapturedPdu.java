package io.santinel.app.wire;

import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.Pdu;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A PDU as it stands in a capture: bytes, not a value, because those that break the protocol matter most.
///
/// @param frame number of the frame with its last byte, from 1
/// @param nanos when that was captured, since 1970
/// @param stream number of the TCP connection in the file, from 0
/// @param fromTarget which end sent it
/// @param at offset of its first byte in its direction of the stream
/// @param bytes on the wire, with AHS, padding and digests
/// @param header the 48 bytes of the Basic Header Segment
/// @param ahs additional header segments
/// @param data the data segment; of a long one its begin, see [#dataLength]
/// @param missing bytes of the data segment and its digest that were not captured
record CapturedPdu(
        long frame,
        long nanos,
        int stream,
        Endpoint from,
        Endpoint to,
        boolean fromTarget,
        long at,
        long bytes,
        ByteBuffer header,
        ByteBuffer ahs,
        ByteBuffer data,
        long missing,
        Verdict headerDigest,
        Verdict dataDigest) {

    /// Six bits.
    int code() {
        return header.get(0) & 0x3f;
    }

    Optional<Opcode> opcode() {
        return Opcode.of(code());
    }

    boolean is(Opcode opcode) {
        return code() == opcode.code();
    }

    boolean immediate() {
        return !fromTarget && bit(0, 0x40);
    }

    boolean isFinal() {
        return bit(1, 0x80);
    }

    /// Data-In with status.
    boolean hasStatus() {
        return is(Opcode.SCSI_DATA_IN) && bit(1, 1);
    }

    int itt() {
        return i32(16);
    }

    int dataLength() {
        return header.getInt(4) & 0xff_ffff;
    }

    /// True when `data` is all of the data segment.
    boolean hasWholeData() {
        return data.remaining() == dataLength();
    }

    /// True for PDUs with keys: Login and Text.
    boolean hasText() {
        return is(Opcode.LOGIN_REQUEST)
                || is(Opcode.LOGIN_RESPONSE)
                || is(Opcode.TEXT_REQUEST)
                || is(Opcode.TEXT_RESPONSE);
    }

    boolean isLogin() {
        return is(Opcode.LOGIN_REQUEST) || is(Opcode.LOGIN_RESPONSE);
    }

    boolean hasCmdSn() {
        return opcode().map(opcode -> switch (opcode) {
                    case NOP_OUT, SCSI_COMMAND, TASK_MANAGEMENT_REQUEST, LOGIN_REQUEST, TEXT_REQUEST, LOGOUT_REQUEST ->
                        true;
                    case SCSI_DATA_OUT,
                            SNACK_REQUEST,
                            NOP_IN,
                            SCSI_RESPONSE,
                            TASK_MANAGEMENT_RESPONSE,
                            LOGIN_RESPONSE,
                            TEXT_RESPONSE,
                            SCSI_DATA_IN,
                            LOGOUT_RESPONSE,
                            READY_TO_TRANSFER,
                            ASYNC_MESSAGE,
                            REJECT -> false;
                })
                .orElse(false);
    }

    boolean bit(int at, int mask) {
        return (header.get(at) & mask) != 0;
    }

    int u8(int at) {
        return header.get(at) & 0xff;
    }

    int u16(int at) {
        return header.getShort(at) & 0xffff;
    }

    int i32(int at) {
        return header.getInt(at);
    }

    long u32(int at) {
        return Integer.toUnsignedLong(header.getInt(at));
    }

    /// The value of it, where this project's own decoder takes it.
    ///
    /// @throws io.santinel.iscsi.ProtocolViolation where a receiver must refuse it
    Pdu decode() {
        return Pdu.decode(header, ahs.duplicate(), data.duplicate());
    }
}
