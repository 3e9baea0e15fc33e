package io.santinel.iscsi.session;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.connection.PduHeader;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.TargetPdu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Takes what one connection brings: data straight into the buffers of those who wait for it, answers to them, all else
/// to the session's owner. Used by the connection's reader.
final class Receiver {
    private static final int TARGET_TRANSFER_TAG_AT = 20;
    private static final int STAT_SN_AT = 24;
    private static final int EXP_CMD_SN_AT = 28;
    private static final int MAX_CMD_SN_AT = 32;
    private static final int STATUS = 0x01;

    private final DataPath path;
    private final ReentrantLock lock;
    private final Link link;
    private final PduChannel channel;
    private boolean due;

    Receiver(DataPath path, Link link, PduChannel channel) {
        this.path = path;
        this.lock = path.lock();
        this.link = link;
        this.channel = channel;
    }

    /// True when it is time to send, though there is more to read.
    boolean isDue() {
        return due;
    }

    /// Takes the PDU at hand.
    void receive(PduHeader header) throws IOException {
        switch (header.opcode()) {
            case SCSI_DATA_IN -> dataIn(header);
            case SCSI_RESPONSE -> response(header);
            case READY_TO_TRANSFER -> readyToTransfer(header);
            case NOP_IN, TASK_MANAGEMENT_RESPONSE, TEXT_RESPONSE, LOGOUT_RESPONSE, ASYNC_MESSAGE, REJECT -> other();
            case LOGIN_RESPONSE -> throw new ProtocolViolation("11.13", "Login Response in full feature phase");
            case NOP_OUT,
                    SCSI_COMMAND,
                    TASK_MANAGEMENT_REQUEST,
                    LOGIN_REQUEST,
                    TEXT_REQUEST,
                    SCSI_DATA_OUT,
                    LOGOUT_REQUEST,
                    SNACK_REQUEST -> throw new ProtocolViolation("11.2.1.2", "the target sent an initiator's PDU");
        }
    }

    private void dataIn(PduHeader header) throws IOException {
        ScsiTask task = pin(header);
        boolean came = false;
        try {
            if (task != null && header.dataLength() > 0) {
                channel.take(task.data, task.start + header.i32(ScsiTask.OFFSET_AT));
            }
            came = true;
        } finally {
            if (!came && task != null) {
                path.unpin(task);
            }
        }
        came(header, task, (header.u8(1) & STATUS) != 0, ScsiResponse.COMPLETED_AT_TARGET, ScsiTask.NOTHING);
    }

    private void response(PduHeader header) throws IOException {
        ByteBuffer sense = header.dataLength() > 0 ? sense() : ScsiTask.NOTHING;
        came(header, pin(header), true, header.u8(2), sense);
    }

    private ByteBuffer sense() throws IOException {
        return channel.pdu() instanceof ScsiResponse response ? response.sense() : ScsiTask.NOTHING;
    }

    /// The task of an answer, pinned and its order checked; null when it is over.
    private @Nullable ScsiTask pin(PduHeader header) {
        lock.lock();
        try {
            ScsiTask task = path.isCurrent(link) ? path.commands().find(header.initiatorTaskTag()) : null;
            if (task != null) {
                if (header.opcode() == Opcode.SCSI_DATA_IN) {
                    task.expect(header);
                }
                task.pins++;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /// The answer is here, its data where it belongs.
    private void came(PduHeader header, @Nullable ScsiTask task, boolean last, int response, ByteBuffer sense) {
        Completion told = Completion.NONE;
        ScsiResult result = null;
        IscsiException failure = null;
        lock.lock();
        try {
            if (path.isCurrent(link)) {
                numbers(header, last);
            }
            if (task != null) {
                if (task.isOut()) {
                    task.came(header);
                    if (last) {
                        path.end(task, task.result(header, response, sense), null);
                    }
                }
                if (path.commands().release(task)) {
                    told = task.completion;
                    result = task.result;
                    failure = task.failure;
                    path.retire(task);
                }
            }
            due = path.commands().manyWait();
        } finally {
            lock.unlock();
        }
        DataPath.tell(told, result, failure);
    }

    private void numbers(PduHeader header, boolean usesStatSn) {
        if (usesStatSn) {
            path.window().statSn(header.i32(STAT_SN_AT));
        }
        path.window().received(header.i32(EXP_CMD_SN_AT), header.i32(MAX_CMD_SN_AT));
    }

    private void readyToTransfer(PduHeader header) {
        boolean stuck = false;
        lock.lock();
        try {
            if (path.isCurrent(link)) {
                numbers(header, false);
                ScsiTask task = path.commands().find(header.initiatorTaskTag());
                if (task != null) {
                    task.asked(header, link.limits());
                    stuck = !link.transmitter()
                            .burst(
                                    task,
                                    header.i32(TARGET_TRANSFER_TAG_AT),
                                    header.lun(),
                                    header.i32(ScsiTask.OFFSET_AT),
                                    header.i32(ScsiTask.DESIRED_AT));
                }
            }
        } finally {
            lock.unlock();
        }
        if (stuck) {
            link.takesNothing();
        }
    }

    private void other() throws IOException {
        if (!(channel.pdu() instanceof TargetPdu pdu)) {
            throw new IllegalStateException("the header was a target's");
        }
        boolean current;
        lock.lock();
        try {
            current = path.isCurrent(link);
            if (current) {
                if (pdu.consumesStatSn()) {
                    path.window().statSn(pdu.statSn());
                }
                path.window().received(pdu.expCmdSn(), pdu.maxCmdSn());
            }
        } finally {
            lock.unlock();
        }
        if (current) {
            path.control().received(link, pdu);
        }
    }
}
