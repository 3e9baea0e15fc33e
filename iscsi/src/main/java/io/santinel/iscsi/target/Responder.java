package io.santinel.iscsi.target;

import io.santinel.iscsi.pdu.AsyncMessage;
import io.santinel.iscsi.pdu.LogoutResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.RejectReason;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.TaskManagementOutcome;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.pdu.TextResponse;
import io.santinel.iscsi.scsi.Status;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Gives every response its StatSN and the command window, and queues it. StatSN is used up by what carries a status
/// (RFC 7143 §4.2.2.2).
final class Responder {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Outbox outbox;
    private final CommandWindow<?> window;
    private int statSn;

    Responder(Outbox outbox, CommandWindow<?> window, int statSn) {
        this.outbox = outbox;
        this.window = window;
        this.statSn = statSn;
    }

    Outbox outbox() {
        return outbox;
    }

    /// What a response says about how much moved: expected less (underflow) or more (overflow) than the command had.
    record Residual(boolean overflow, boolean underflow, int count) {
        private static final Residual NONE = new Residual(false, false, 0);

        static Residual of(long expected, long needed) {
            if (expected == needed) {
                return NONE;
            }
            return new Residual(needed > expected, needed < expected, (int) Math.abs(needed - expected));
        }
    }

    /// Data without status.
    void dataIn(int tag, boolean isFinal, int dataSn, int offset, ByteBuffer data) throws IOException {
        outbox.add(withoutStatus(tag, isFinal, dataSn, offset, data));
    }

    /// The last data with status GOOD in it.
    void dataInWithStatus(int tag, int dataSn, int offset, ByteBuffer data, Residual residual) throws IOException {
        outbox.add(withStatus(tag, statSn++, dataSn, offset, data, residual));
    }

    /// Blocks of a medium. False when they cannot be read: then nothing is sent.
    boolean blocks(int tag, boolean isFinal, int dataSn, int offset, Backstore store, long from, int length)
            throws IOException {
        return outbox.addBlocks(withoutStatus(tag, isFinal, dataSn, offset, NOTHING), store, from, length);
    }

    /// The last blocks with status GOOD in them. False when they cannot be read: then nothing is sent.
    boolean blocksWithStatus(int tag, int dataSn, int offset, Residual residual, Backstore store, long from, int length)
            throws IOException {
        ScsiDataIn head = withStatus(tag, statSn, dataSn, offset, NOTHING, residual);
        if (!outbox.addBlocks(head, store, from, length)) {
            return false;
        }
        statSn++;
        return true;
    }

    private ScsiDataIn withoutStatus(int tag, boolean isFinal, int dataSn, int offset, ByteBuffer data) {
        return new ScsiDataIn(
                isFinal,
                false,
                false,
                false,
                false,
                0,
                0,
                tag,
                Pdu.RESERVED_TAG,
                0,
                window.expCmdSn(),
                window.maxCmdSn(),
                dataSn,
                offset,
                0,
                data);
    }

    private ScsiDataIn withStatus(int tag, int sn, int dataSn, int offset, ByteBuffer data, Residual residual) {
        return new ScsiDataIn(
                true,
                false,
                residual.overflow(),
                residual.underflow(),
                true,
                Status.GOOD.code(),
                0,
                tag,
                Pdu.RESERVED_TAG,
                sn,
                window.expCmdSn(),
                window.maxCmdSn(),
                dataSn,
                offset,
                residual.count(),
                data);
    }

    /// @param sense empty for a status without any
    /// @param expDataSn Data-In and R2T PDUs sent for the command
    void scsiResponse(int tag, Status status, ByteBuffer sense, int expDataSn, Residual residual) throws IOException {
        outbox.add(new ScsiResponse(
                false,
                false,
                residual.overflow(),
                residual.underflow(),
                ScsiResponse.COMPLETED_AT_TARGET,
                status.code(),
                tag,
                0,
                statSn++,
                window.expCmdSn(),
                window.maxCmdSn(),
                expDataSn,
                0,
                residual.count(),
                sense.hasRemaining() ? ScsiResponse.dataOfSense(sense) : NOTHING));
    }

    void readyToTransfer(long lun, int tag, int transferTag, DataOutSequence.Burst burst) throws IOException {
        outbox.add(new ReadyToTransfer(
                lun,
                tag,
                transferTag,
                statSn,
                window.expCmdSn(),
                window.maxCmdSn(),
                burst.r2tSn(),
                (int) burst.offset(),
                burst.length()));
    }

    /// The answer to a ping.
    void nopIn(int tag, ByteBuffer data) throws IOException {
        outbox.add(new NopIn(0, tag, Pdu.RESERVED_TAG, statSn++, window.expCmdSn(), window.maxCmdSn(), data));
    }

    /// A ping of our own, which uses no StatSN up.
    void ping(int transferTag) throws IOException {
        outbox.add(new NopIn(0, Pdu.RESERVED_TAG, transferTag, statSn, window.expCmdSn(), window.maxCmdSn(), NOTHING));
    }

    void text(long lun, int tag, int transferTag, boolean isFinal, ByteBuffer data) throws IOException {
        outbox.add(new TextResponse(
                isFinal, false, lun, tag, transferTag, statSn++, window.expCmdSn(), window.maxCmdSn(), data));
    }

    void taskManagement(int tag, TaskManagementOutcome outcome) throws IOException {
        outbox.add(new TaskManagementResponse(outcome.code(), tag, statSn++, window.expCmdSn(), window.maxCmdSn()));
    }

    void logout(int tag, int response, int time2Wait, int time2Retain) throws IOException {
        outbox.add(new LogoutResponse(
                response, tag, statSn++, window.expCmdSn(), window.maxCmdSn(), time2Wait, time2Retain));
    }

    /// Refuses a PDU, whose header goes back.
    void reject(RejectReason reason, ByteBuffer header) throws IOException {
        outbox.add(new Reject(reason.code(), statSn++, window.expCmdSn(), window.maxCmdSn(), 0, header));
    }

    /// @param event as [io.santinel.iscsi.pdu.AsyncEvent] numbers them
    void async(int event, int parameter1, int parameter2, int parameter3) throws IOException {
        outbox.add(new AsyncMessage(
                0,
                statSn++,
                window.expCmdSn(),
                window.maxCmdSn(),
                event,
                0,
                parameter1,
                parameter2,
                parameter3,
                NOTHING));
    }
}
