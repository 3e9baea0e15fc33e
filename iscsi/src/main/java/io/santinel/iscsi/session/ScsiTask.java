package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.TaskAttribute;
import io.santinel.iscsi.session.ScsiRequest.Direction;
import java.nio.ByteBuffer;

/// A command on its way. Guarded by the lock of its [DataPath]; made anew for each command, sent again after a relogin.
final class ScsiTask {
    /// Where it is.
    enum Phase {
        /// Not sent on this connection.
        WAITING,
        /// Sent, not answered.
        SENT,
        /// Not answered in time; somebody is aborting it.
        ABORTING,
        /// Its completion was or is being told.
        DONE
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    final ScsiRequest request;
    final Completion completion;
    final ByteBuffer data;
    final int start;
    final int length;

    /// Place in the order of submission, kept when it is sent again.
    final long order;

    Phase phase = Phase.WAITING;
    int tag = RESERVED_TAG;
    int cmdSn;
    long deadlineNanos;

    /// Numbers Data-In and R2T of this command from 0 (RFC 7143 §4.2.2.3).
    int nextDataSn;

    /// Next byte of a read: data comes in order, DataPDUInOrder and DataSequenceInOrder are Yes.
    int received;

    int outstandingR2ts;

    ScsiTask(ScsiRequest request, Completion completion, long order) {
        this.request = request;
        this.completion = completion;
        this.order = order;
        data = request.data();
        start = data.position();
        length = request.length();
    }

    boolean isRead() {
        return request.direction() == Direction.READ;
    }

    boolean isWrite() {
        return request.direction() == Direction.WRITE;
    }

    /// Bytes of a write, a view.
    ByteBuffer slice(int offset, int bytes) {
        return data.slice(start + offset, bytes);
    }

    void sent(int newTag, int newCmdSn) {
        phase = Phase.SENT;
        tag = newTag;
        cmdSn = newCmdSn;
        nextDataSn = 0;
        received = 0;
        outstandingR2ts = 0;
    }

    ScsiCommand command(int immediateData, boolean isFinal, int expStatSn) {
        return new ScsiCommand(
                false,
                isFinal,
                isRead(),
                isWrite(),
                TaskAttribute.SIMPLE.code(),
                request.lun(),
                tag,
                length,
                cmdSn,
                expStatSn,
                request.cdb(),
                NOTHING,
                immediateData > 0 ? slice(0, immediateData) : NOTHING);
    }

    /// Copies data to where the caller wants it, having checked that it belongs there.
    void accept(ScsiDataIn in) {
        ByteBuffer from = in.data();
        if (!isRead() && from.hasRemaining()) {
            throw new ProtocolViolation("11.7", "Data-In for a command that reads nothing");
        }
        if (in.dataSn() != nextDataSn++) {
            throw new ProtocolViolation("4.2.2.3", "DataSN " + in.dataSn() + ", want " + (nextDataSn - 1));
        }
        long end = Integer.toUnsignedLong(in.bufferOffset()) + from.remaining();
        if (from.hasRemaining() && (in.bufferOffset() != received || end > length)) {
            throw new ProtocolViolation(
                    "11.7.5", "Data-In up to byte " + end + " of " + length + ", after " + received + " bytes");
        }
        data.put(start + received, from, from.position(), from.remaining());
        received += from.remaining();
    }

    /// The burst that an R2T asks for, having checked that it may.
    Outgoing.Burst accept(ReadyToTransfer r2t, Link.Limits limits) {
        long offset = Integer.toUnsignedLong(r2t.bufferOffset());
        long bytes = Integer.toUnsignedLong(r2t.desiredDataTransferLength());
        if (!isWrite() || bytes > limits.maxBurst() || offset + bytes > length) {
            throw new ProtocolViolation(
                    "11.8.4", "R2T for " + bytes + " bytes from " + offset + " of a write of " + length);
        }
        if (r2t.r2tSn() != nextDataSn++) {
            throw new ProtocolViolation("11.8.1", "R2TSN " + r2t.r2tSn() + ", want " + (nextDataSn - 1));
        }
        if (++outstandingR2ts > limits.maxOutstandingR2t()) {
            throw new ProtocolViolation("13.17", "more R2Ts at a time than MaxOutstandingR2T");
        }
        return new Outgoing.Burst(this, tag, r2t.targetTransferTag(), r2t.lun(), (int) offset, (int) bytes);
    }

    /// Status that came with the last data; it has no sense.
    ScsiResult result(ScsiDataIn in) {
        return new ScsiResult(
                ScsiResponse.COMPLETED_AT_TARGET,
                in.status(),
                NOTHING,
                received,
                residual(in.underflow(), in.residualCount()),
                residual(in.overflow(), in.residualCount()));
    }

    ScsiResult result(ScsiResponse response) {
        return new ScsiResult(
                response.response(),
                response.status(),
                response.sense(),
                received,
                residual(response.underflow(), response.residualCount()),
                residual(response.overflow(), response.residualCount()));
    }

    private static long residual(boolean flag, int count) {
        return flag ? Integer.toUnsignedLong(count) : 0;
    }

    void waitAgain(long newDeadlineNanos) {
        phase = Phase.WAITING;
        tag = RESERVED_TAG;
        deadlineNanos = newDeadlineNanos;
    }

    @Override
    public String toString() {
        return "command 0x%02x"
                .formatted(Byte.toUnsignedInt(request.cdb().get(request.cdb().position())));
    }
}
