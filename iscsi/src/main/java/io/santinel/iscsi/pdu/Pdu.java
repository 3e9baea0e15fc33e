package io.santinel.iscsi.pdu;

import io.santinel.iscsi.ProtocolViolation;
import java.nio.ByteBuffer;

/// A protocol data unit, RFC 7143 §11. Tags and serial numbers are plain `int` with the bits of the wire; segments are
/// read-only buffers compared by content.
///
/// Decoding is liberal: codes that a receiver may see from a newer or an odd peer stay numbers (an enum names the known
/// ones), and values of fields that are reserved in a given PDU are kept where a record has the field, else dropped.
public sealed interface Pdu permits InitiatorPdu, TargetPdu {
    /// Length of the Basic Header Segment.
    int BHS_LENGTH = 48;

    /// The tag that stands for none.
    int RESERVED_TAG = 0xffff_ffff;

    Opcode opcode();

    /// Initiator Task Tag; `RESERVED_TAG` where a target sends on its own account.
    int initiatorTaskTag();

    /// Additional header segments, padded, as on the wire: only a SCSI Command has any.
    default ByteBuffer ahs() {
        return Bhs.EMPTY;
    }

    /// The data segment without padding, a view of its own each time.
    ByteBuffer data();

    /// Puts the 48 bytes of the Basic Header Segment, all of them, at the buffer's position.
    ///
    /// @param out big-endian, with at least 48 bytes remaining
    void encodeHeader(ByteBuffer out);

    /// Reads a PDU from its three segments.
    ///
    /// @param header at least 48 bytes from its position, big-endian; not kept, not moved
    /// @param ahs as many bytes as TotalAHSLength says; kept
    /// @param data as many bytes as DataSegmentLength says, without padding; kept, so nobody may write to it later
    /// @throws ProtocolViolation when a receiver must refuse it
    static Pdu decode(ByteBuffer header, ByteBuffer ahs, ByteBuffer data) {
        Opcode opcode = Opcode.of(header.get(header.position()))
                .orElseThrow(() -> new ProtocolViolation(
                        "11.2.1.2", "opcode 0x%02x is not known".formatted(Bhs.u8(header, 0) & 0x3f)));
        if (ahs.hasRemaining() && opcode != Opcode.SCSI_COMMAND) {
            throw new ProtocolViolation("11.2.1.5", opcode + " with an additional header segment");
        }
        return switch (opcode) {
            case NOP_OUT -> NopOut.decode(header, data);
            case SCSI_COMMAND -> ScsiCommand.decode(header, ahs, data);
            case TASK_MANAGEMENT_REQUEST -> TaskManagementRequest.decode(header);
            case LOGIN_REQUEST -> LoginRequest.decode(header, data);
            case TEXT_REQUEST -> TextRequest.decode(header, data);
            case SCSI_DATA_OUT -> ScsiDataOut.decode(header, data);
            case LOGOUT_REQUEST -> LogoutRequest.decode(header);
            case SNACK_REQUEST -> SnackRequest.decode(header);
            case NOP_IN -> NopIn.decode(header, data);
            case SCSI_RESPONSE -> ScsiResponse.decode(header, data);
            case TASK_MANAGEMENT_RESPONSE -> TaskManagementResponse.decode(header);
            case LOGIN_RESPONSE -> LoginResponse.decode(header, data);
            case TEXT_RESPONSE -> TextResponse.decode(header, data);
            case SCSI_DATA_IN -> ScsiDataIn.decode(header, data);
            case LOGOUT_RESPONSE -> LogoutResponse.decode(header);
            case READY_TO_TRANSFER -> ReadyToTransfer.decode(header);
            case ASYNC_MESSAGE -> AsyncMessage.decode(header, data);
            case REJECT -> Reject.decode(header, data);
        };
    }
}
