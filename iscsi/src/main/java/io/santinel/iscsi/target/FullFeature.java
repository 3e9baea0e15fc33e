package io.santinel.iscsi.target;

import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.pdu.InitiatorCommand;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LogoutOutcome;
import io.santinel.iscsi.pdu.LogoutReason;
import io.santinel.iscsi.pdu.LogoutRequest;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.RejectReason;
import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.pdu.ScsiDataOut;
import io.santinel.iscsi.pdu.SnackRequest;
import io.santinel.iscsi.pdu.SnackType;
import io.santinel.iscsi.pdu.TargetPdu;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import io.santinel.iscsi.pdu.TaskManagementRequest;
import io.santinel.iscsi.pdu.TextRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Full feature phase of one connection: takes what the initiator sends in its order and queues the answers. One
/// thread at a time.
final class FullFeature {
    /// Data that commands may hold that came before their turn.
    static final int HELD_BYTES = 512 << 10;

    private final CommandWindow<InitiatorCommand> window;
    private final Responder responder;
    private final TextService texts;
    private final Optional<Tasks> tasks;
    private final Closing closing;
    private final int depth;
    private int heldBytes;
    private boolean ended;

    /// What a normal session has and a discovery session has not.
    record Tasks(TaskSet set, TaskManagement management) {}

    /// @param cid of this connection
    record Closing(int cid, int time2Wait, int time2Retain) {}

    FullFeature(
            CommandWindow<InitiatorCommand> window,
            Responder responder,
            TextService texts,
            Optional<Tasks> tasks,
            Closing closing,
            int depth) {
        this.window = window;
        this.responder = responder;
        this.texts = texts;
        this.tasks = tasks;
        this.closing = closing;
        this.depth = depth;
    }

    /// True once nothing more is to be read: logged out, or the target was reset.
    boolean ended() {
        return ended;
    }

    /// Commands that wait for data.
    int underWay() {
        return tasks.isPresent() ? tasks.get().set().size() : 0;
    }

    /// Takes one PDU.
    ///
    /// @param header of it, for a Reject
    void handle(Pdu pdu, Header header) throws IOException {
        switch (pdu) {
            case ScsiDataOut data when tasks.isPresent() -> tasks.get().set().dataOut(data);
            case SnackRequest snack -> responder.reject(refusal(snack), header.bytes());
            case InitiatorCommand command -> command(command, header);
            case ScsiDataOut _ -> responder.reject(RejectReason.PROTOCOL_ERROR, header.bytes());
            case TargetPdu wrong -> throw new ProtocolViolation("11.2.1.2", wrong.opcode() + " from an initiator");
        }
    }

    /// Nothing is sent again at error recovery level 0, where no Data-In asks to be acknowledged either (RFC 7143 §7.2,
    /// §11.16, §11.17.1): the initiator has to recover the session.
    private static RejectReason refusal(SnackRequest snack) {
        Optional<SnackType> type = SnackType.of(snack.type());
        if (type.isEmpty()) {
            return RejectReason.INVALID_PDU_FIELD;
        }
        return switch (type.get()) {
            case DATA_R2T, STATUS, R_DATA -> RejectReason.SNACK_REJECT;
            case DATA_ACK -> RejectReason.INVALID_DATA_ACK;
        };
    }

    /// The header of the PDU at hand, fetched only where it is sent back.
    interface Header {
        ByteBuffer bytes();
    }

    private void command(InitiatorCommand command, Header header) throws IOException {
        if (command.immediate()) {
            execute(command, header);
        } else if (window.next(command.cmdSn())) {
            window.open(underWay());
            execute(command, header);
            releaseHeld();
        } else if (window.waits(command.cmdSn())) {
            hold(command);
        }
    }

    /// Over one connection only a command that was rejected for its digest leaves a gap; who leaves others may not fill
    /// our memory behind it.
    private void hold(InitiatorCommand command) {
        int bytes = command.data().remaining();
        if (heldBytes + bytes > HELD_BYTES) {
            throw new ProtocolViolation(
                    "4.2.2.1", "commands with more than " + HELD_BYTES + " bytes of data ahead of a missing one");
        }
        if (window.hold(command.cmdSn(), kept(command))) {
            heldBytes += bytes;
        }
    }

    /// Its data lies in a buffer that the next PDU uses.
    private static InitiatorCommand kept(InitiatorCommand command) {
        return command instanceof ScsiCommand scsi && scsi.data().hasRemaining() ? scsi.copy() : command;
    }

    private void releaseHeld() throws IOException {
        for (Optional<InitiatorCommand> held = window.release(); held.isPresent(); held = window.release()) {
            window.open(underWay());
            InitiatorCommand command = held.get();
            heldBytes -= command.data().remaining();
            execute(command, () -> {
                ByteBuffer header = ByteBuffer.allocate(Pdu.BHS_LENGTH);
                command.encodeHeader(header);
                return header.flip();
            });
        }
    }

    private void execute(InitiatorCommand command, Header header) throws IOException {
        switch (command) {
            case ScsiCommand scsi when tasks.isPresent() -> scsi(tasks.get().set(), scsi, header);
            case TaskManagementRequest request
            when tasks.isPresent() -> manage(tasks.get().management(), request);
            case NopOut nop -> nop(nop);
            case TextRequest text -> texts.request(text);
            case LogoutRequest logout -> logout(logout);
            case LoginRequest _ -> throw new ProtocolViolation("6.3", "Login Request in full feature phase");
            case ScsiCommand _, TaskManagementRequest _ ->
                responder.reject(RejectReason.PROTOCOL_ERROR, header.bytes());
        }
    }

    /// A cold reset drops all connections, this one after the answer (RFC 7143 §11.5.1).
    private void manage(TaskManagement management, TaskManagementRequest request) throws IOException {
        responder.taskManagement(request.initiatorTaskTag(), management.perform(request, window));
        ended = ended || request.function() == TaskManagementFunction.TARGET_COLD_RESET.code();
    }

    private void scsi(TaskSet set, ScsiCommand command, Header header) throws IOException {
        if (set.contains(command.initiatorTaskTag())) {
            responder.reject(RejectReason.TASK_IN_PROGRESS, header.bytes());
        } else if (command.immediate() && set.size() >= depth) {
            responder.reject(RejectReason.IMMEDIATE_COMMAND_REJECT, header.bytes());
        } else {
            set.begin(command);
        }
    }

    /// Answers a ping with its data; an answer to our own ping has no tag (RFC 7143 §11.18).
    private void nop(NopOut nop) throws IOException {
        if (nop.initiatorTaskTag() != Pdu.RESERVED_TAG) {
            ByteBuffer data = nop.data();
            responder.nopIn(
                    nop.initiatorTaskTag(),
                    data.limit(data.position() + Math.min(data.remaining(), texts.maxSegment())));
        }
    }

    private void logout(LogoutRequest logout) throws IOException {
        LogoutOutcome outcome = switch (LogoutReason.of(logout.reason()).orElse(LogoutReason.CLOSE_SESSION)) {
            case CLOSE_SESSION -> LogoutOutcome.CLOSED;
            case CLOSE_CONNECTION -> logout.cid() == closing.cid() ? LogoutOutcome.CLOSED : LogoutOutcome.CID_NOT_FOUND;
            case REMOVE_CONNECTION_FOR_RECOVERY -> LogoutOutcome.RECOVERY_NOT_SUPPORTED;
        };
        ended = outcome == LogoutOutcome.CLOSED;
        responder.logout(logout.initiatorTaskTag(), outcome.code(), closing.time2Wait(), closing.time2Retain());
    }

    /// A data digest did not match (RFC 7143 §7.8): the PDU is refused, and a task whose data it brought fails.
    void spoilt(ByteBuffer header) throws IOException {
        responder.reject(RejectReason.DATA_DIGEST_ERROR, header);
        boolean dataOut = (header.get(0) & 0x3f) == io.santinel.iscsi.pdu.Opcode.SCSI_DATA_OUT.code();
        if (dataOut && tasks.isPresent()) {
            tasks.get().set().lostDataOut(header);
        }
    }
}
