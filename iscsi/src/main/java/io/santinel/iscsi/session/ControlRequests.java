package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.ConnectionError;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.Numbers;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.name.Lun;
import io.santinel.iscsi.pdu.LogoutReason;
import io.santinel.iscsi.pdu.LogoutRequest;
import io.santinel.iscsi.pdu.LogoutResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.TaskManagementFunction;
import io.santinel.iscsi.pdu.TaskManagementOutcome;
import io.santinel.iscsi.pdu.TaskManagementRequest;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.pdu.TextRequest;
import io.santinel.iscsi.pdu.TextResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The requests of a session that are no SCSI commands, and what follows when they are not answered: pings, the error
/// recovery of late commands (ABORT TASK, then LOGICAL UNIT RESET, then the connection), Text, Logout. All are
/// immediate, so a closed command window does not stop them. Used by the session's owner only.
final class ControlRequests {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int TAG_COUNT = 0x3fff_ffff;

    private final DataPath path;
    private final Tally tally;
    private final SessionTimes times;
    private final Drop drop;
    private final Map<Integer, Pending> pending = new LinkedHashMap<>();
    private int lastTag;

    /// Gives the connection up.
    interface Drop {
        void drop(ConnectionError error, String message);
    }

    /// A request that is not answered yet.
    sealed interface Pending {
        Duration until();

        record Ping(Duration until) implements Pending {}

        record Abort(Late late, Duration until) implements Pending {}

        /// A LOGICAL UNIT RESET.
        ///
        /// @param late the commands that led to it
        record Reset(long lun, List<Late> late, Duration until) implements Pending {}

        record Text(Duration until) implements Pending {}

        record Logout(Duration until) implements Pending {}
    }

    ControlRequests(DataPath path, Tally tally, SessionTimes times, Drop drop) {
        this.path = path;
        this.tally = tally;
        this.times = times;
        this.drop = drop;
    }

    /// The connection is over. Commands that were being aborted are sent again on the next one.
    void clear() {
        pending.clear();
    }

    Optional<Duration> deadline() {
        return pending.values().stream().map(Pending::until).min(Duration::compareTo);
    }

    boolean isPinging() {
        return pending.values().stream().anyMatch(Pending.Ping.class::isInstance);
    }

    void ping(Duration now) {
        int tag = put(new Pending.Ping(now.plus(times.noopTimeout())));
        path.sendImmediate((cmdSn, expStatSn) -> new NopOut(true, 0, tag, RESERVED_TAG, cmdSn, expStatSn, NOTHING));
    }

    void logout(Duration now) {
        int tag = put(new Pending.Logout(now.plus(times.recovery().logout())));
        path.sendImmediate((cmdSn, expStatSn) ->
                new LogoutRequest(true, LogoutReason.CLOSE_SESSION.code(), tag, 0, cmdSn, expStatSn));
    }

    /// Answers the target's wish for a negotiation (event 4): what we declare has not changed, so we offer nothing and
    /// take what the target declares: how much it takes in one PDU.
    void negotiate(Duration now) {
        int tag = put(new Pending.Text(now.plus(times.noopTimeout())));
        path.sendImmediate((cmdSn, expStatSn) ->
                new TextRequest(true, true, false, 0, tag, RESERVED_TAG, cmdSn, expStatSn, NOTHING));
    }

    /// Starts the error recovery of a command that was not answered in time. One that still waited is simply over.
    void late(Late late, Duration now) {
        tally.timeout();
        if (late.tag() == RESERVED_TAG) {
            path.fail(late, timedOut(late, "the command window stayed closed"));
            return;
        }
        tally.abort();
        int tag = put(new Pending.Abort(late, now.plus(times.abort())));
        request(TaskManagementFunction.ABORT_TASK, late.lun(), tag, late.tag(), late.cmdSn());
    }

    private void request(TaskManagementFunction function, long lun, int tag, int taskTag, int refCmdSn) {
        path.sendImmediate((cmdSn, expStatSn) ->
                new TaskManagementRequest(true, function.code(), lun, tag, taskTag, cmdSn, expStatSn, refCmdSn, 0));
    }

    /// Acts on the requests whose time is up.
    void due(Duration now) {
        List<Pending> late = new ArrayList<>();
        for (Iterator<Pending> all = pending.values().iterator(); all.hasNext(); ) {
            Pending request = all.next();
            if (request.until().compareTo(now) <= 0) {
                all.remove();
                late.add(request);
            }
        }
        for (Pending request : late) {
            tally.timeout();
            unanswered(request, now);
        }
    }

    private void unanswered(Pending request, Duration now) {
        switch (request) {
            case Pending.Ping _ ->
                drop.drop(
                        ConnectionError.NOP_TIMEDOUT, "no answer to a NOP-Out within " + seconds(times.noopTimeout()));
            case Pending.Abort abort -> reset(abort, now);
            case Pending.Reset reset -> giveUp(reset, "unanswered");
            case Pending.Text _ ->
                drop.drop(ConnectionError.PROTO, "no answer to a Text Request within " + seconds(times.noopTimeout()));
            // The session machine has the same deadline.
            case Pending.Logout _ -> {}
        }
    }

    /// The target did not abort: reset the logical unit, once for all its late commands.
    private void reset(Pending.Abort abort, Duration now) {
        if (!path.isOut(abort.late())) {
            return;
        }
        long lun = abort.late().lun();
        for (Pending request : pending.values()) {
            if (request instanceof Pending.Reset running && running.lun() == lun) {
                running.late().add(abort.late());
                return;
            }
        }
        List<Late> late = new ArrayList<>(List.of(abort.late()));
        int tag = put(new Pending.Reset(lun, late, now.plus(times.lunReset())));
        request(TaskManagementFunction.LOGICAL_UNIT_RESET, lun, tag, RESERVED_TAG, 0);
    }

    private void giveUp(Pending.Reset reset, String why) {
        String lun = Lun.text(reset.lun());
        drop.drop(ConnectionError.SCSI_EH_SESSION_RST, "LOGICAL UNIT RESET of LUN " + lun + ' ' + why);
        reset.late().forEach(task -> path.fail(task, timedOut(task, "LUN reset " + why + ", session dropped")));
    }

    /// An answer to a ping of ours, or a ping of the target's.
    void on(NopIn nop) {
        if (nop.initiatorTaskTag() != RESERVED_TAG) {
            take(nop.initiatorTaskTag(), Pending.Ping.class);
        } else if (nop.targetTransferTag() != RESERVED_TAG) {
            path.sendImmediate((cmdSn, expStatSn) -> NopOut.answering(nop, cmdSn, expStatSn));
        }
    }

    void on(TaskManagementResponse response, Duration now) {
        switch (pending.remove(response.initiatorTaskTag())) {
            case Pending.Abort abort -> aborted(abort, response.response(), now);
            case Pending.Reset reset -> resetDone(reset, response.response());
            case null, default -> {}
        }
    }

    /// "Task does not exist" is success as well: its answer came, or the target never got it (RFC 7143 §11.6.1).
    private void aborted(Pending.Abort abort, int response, Duration now) {
        if (response == TaskManagementOutcome.FUNCTION_COMPLETE.code()
                || response == TaskManagementOutcome.TASK_DOES_NOT_EXIST.code()) {
            if (path.isOut(abort.late())) {
                path.fail(abort.late(), timedOut(abort.late(), "aborted"));
            }
        } else {
            reset(abort, now);
        }
    }

    private void resetDone(Pending.Reset reset, int response) {
        if (response == TaskManagementOutcome.FUNCTION_COMPLETE.code()) {
            reset.late().forEach(task -> path.fail(task, timedOut(task, "LUN reset")));
            path.retry(reset.lun());
        } else {
            giveUp(reset, "refused (response " + response + ')');
        }
    }

    void on(TextResponse response) {
        if (take(response.initiatorTaskTag(), Pending.Text.class) == null) {
            return;
        }
        try {
            Text.find(Text.parse(response.data()), Key.MAX_RECV_DATA_SEGMENT_LENGTH)
                    .filter(Key.MAX_RECV_DATA_SEGMENT_LENGTH.kind()::valid)
                    .ifPresent(value -> path.maxXmit((int) Numbers.number(value).orElseThrow()));
        } catch (ProtocolViolation e) {
            drop.drop(ConnectionError.PROTO, String.valueOf(e.getMessage()));
        }
    }

    /// True when it answers our Logout Request.
    boolean on(LogoutResponse response) {
        return take(response.initiatorTaskTag(), Pending.Logout.class) != null;
    }

    /// The target rejected the request with this tag.
    void rejected(int tag, String why, Duration now) {
        switch (pending.remove(tag)) {
            // It is alive.
            case Pending.Ping _, Pending.Text _ -> {}
            case Pending.Abort abort -> reset(abort, now);
            case Pending.Reset reset -> giveUp(reset, "rejected");
            case Pending.Logout _ -> drop.drop(ConnectionError.CONN_FAILED, "logout rejected: " + why);
            case null -> {}
        }
    }

    private @Nullable Pending take(int tag, Class<? extends Pending> kind) {
        return kind.isInstance(pending.get(tag)) ? pending.remove(tag) : null;
    }

    private int put(Pending request) {
        lastTag = lastTag + 1 & TAG_COUNT;
        int tag = TaskTable.CONTROL | lastTag;
        pending.put(tag, request);
        return tag;
    }

    private static IscsiException timedOut(Late late, String what) {
        return new IscsiException(ErrorCode.PDU_TIMEOUT, late + "; " + what);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
