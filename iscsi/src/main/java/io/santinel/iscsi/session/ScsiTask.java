package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.PduHeader;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.ScsiResponse;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A slot for one command on its way, used again when that is over. Guarded by the lock of its [DataPath].
final class ScsiTask {
    /// Where its command is.
    enum Phase {
        /// There is none.
        FREE,
        /// Not sent on this connection.
        WAITING,
        /// Sent, not answered.
        SENT,
        /// Not answered in time; somebody is aborting it.
        ABORTING,
        /// Over; a thread still holds the caller's buffer.
        ENDING
    }

    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    static final int OFFSET_AT = 40;

    /// Of an R2T: DesiredDataTransferLength.
    static final int DESIRED_AT = 44;

    private static final int DATA_SN_AT = 36;

    /// Headers: a command's, its answer's, those of a few Data-Outs, R2Ts or Data-Ins. Alone in a segment, 48
    /// bytes cost the kernel so much.
    private static final int OVERHEAD = 1280;

    private static final int RESIDUAL_AT = 44;
    private static final int OVERFLOW = 0x04;
    private static final int UNDERFLOW = 0x02;

    final int slot;
    int uses;

    long lun;
    long cdbHigh;
    long cdbLow;
    Direction direction = Direction.NONE;
    ByteBuffer data = NOTHING;
    int start;
    int length;
    long timeoutNanos;
    Completion completion = Completion.NONE;

    /// Place in the order of submission, kept when it is sent again; it tells the slot's commands apart.
    long order;

    /// Connections that were lost while it was out.
    int losses;

    Phase phase = Phase.FREE;
    int tag = RESERVED_TAG;
    int cmdSn;
    long deadlineNanos;

    /// Numbers Data-In and R2T of this command from 0 (RFC 7143 §4.2.2.3).
    int nextDataSn;

    /// Next byte of a read: data comes in order, DataPDUInOrder and DataSequenceInOrder are Yes.
    int received;

    int outstandingR2ts;

    /// R2Ts ask in order, DataSequenceInOrder is Yes: the next one asks for nothing before this.
    private long asked;

    /// The [Transmitter] counts its bytes.
    boolean isCounted;

    /// Threads that move bytes of `data` outside the lock. As long as there is one, the command neither ends nor is
    /// sent again.
    int pins;

    /// To be put among the waiting commands when the last pin goes.
    boolean again;

    /// How it ended, while it is still pinned.
    @Nullable
    ScsiResult result;

    @Nullable
    IscsiException failure;

    /// The last good result of the slot: most are like it.
    private ScsiResult good = new ScsiResult(0, 0, NOTHING, 0, 0, 0);

    ScsiTask(int slot) {
        this.slot = slot;
    }

    boolean isRead() {
        return direction == Direction.READ;
    }

    boolean isWrite() {
        return direction == Direction.WRITE;
    }

    /// About how much is sent for it.
    int bytesToGo() {
        return OVERHEAD + (isWrite() ? length : 0);
    }

    /// About how much the target sends for it.
    int bytesToCome() {
        return OVERHEAD + (isRead() ? length : 0);
    }

    boolean isOut() {
        return phase == Phase.SENT || phase == Phase.ABORTING;
    }

    void sent(int newCmdSn) {
        phase = Phase.SENT;
        cmdSn = newCmdSn;
        nextDataSn = 0;
        received = 0;
        outstandingR2ts = 0;
        asked = 0;
        isCounted = false;
    }

    /// Checks that data belongs where it wants to go.
    void expect(PduHeader in) {
        int bytes = in.dataLength();
        if (!isRead() && bytes > 0) {
            throw new ProtocolViolation("11.7", "Data-In for a command that reads nothing");
        }
        if (in.i32(DATA_SN_AT) != nextDataSn++) {
            throw new ProtocolViolation("4.2.2.3", "DataSN " + in.i32(DATA_SN_AT) + ", want " + (nextDataSn - 1));
        }
        long end = Integer.toUnsignedLong(in.i32(OFFSET_AT)) + bytes;
        if (bytes > 0 && (in.i32(OFFSET_AT) != received || end > length)) {
            throw new ProtocolViolation(
                    "11.7.5", "Data-In up to byte " + end + " of " + length + ", after " + received + " bytes");
        }
    }

    /// The data of a PDU lies where it belongs.
    void came(PduHeader in) {
        if (in.opcode() == Opcode.SCSI_DATA_IN) {
            received += in.dataLength();
        }
    }

    /// Checks that an R2T may ask for what it asks for, and notes it.
    void asked(PduHeader r2t, Link.Limits limits) {
        long offset = Integer.toUnsignedLong(r2t.i32(OFFSET_AT));
        long bytes = Integer.toUnsignedLong(r2t.i32(DESIRED_AT));
        if (!isWrite() || bytes == 0 || bytes > limits.maxBurst() || offset + bytes > length) {
            throw new ProtocolViolation(
                    "11.8.4", "R2T for " + bytes + " bytes from " + offset + " of a write of " + length);
        }
        if (offset < asked) {
            throw new ProtocolViolation("13.19", "R2T for byte " + offset + " after one up to byte " + asked);
        }
        asked = offset + bytes;
        if (r2t.i32(DATA_SN_AT) != nextDataSn++) {
            throw new ProtocolViolation("11.8.1", "R2TSN " + r2t.i32(DATA_SN_AT) + ", want " + (nextDataSn - 1));
        }
        if (++outstandingR2ts > limits.maxOutstandingR2t()) {
            throw new ProtocolViolation("13.17", "more R2Ts at a time than MaxOutstandingR2T");
        }
    }

    /// How it ended, by the last Data-In or the SCSI Response.
    ///
    /// @param response 0 for a Data-In
    /// @param sense empty for a Data-In
    ScsiResult result(PduHeader last, int response, ByteBuffer sense) {
        int status = last.u8(3);
        int flags = last.u8(1);
        if (response == ScsiResponse.COMPLETED_AT_TARGET
                && status == 0
                && (flags & (OVERFLOW | UNDERFLOW)) == 0
                && !sense.hasRemaining()) {
            if (good.received() != received) {
                good = new ScsiResult(response, status, NOTHING, received, 0, 0);
            }
            return good;
        }
        long residual = Integer.toUnsignedLong(last.i32(RESIDUAL_AT));
        return new ScsiResult(
                response,
                status,
                sense,
                received,
                (flags & UNDERFLOW) != 0 ? residual : 0,
                (flags & OVERFLOW) != 0 ? residual : 0);
    }

    /// Lets go of what belongs to the caller.
    void clear() {
        phase = Phase.FREE;
        tag = RESERVED_TAG;
        data = NOTHING;
        completion = Completion.NONE;
        again = false;
        result = null;
        failure = null;
    }
}
