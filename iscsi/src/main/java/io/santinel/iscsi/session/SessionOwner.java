package io.santinel.iscsi.session;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.connection.ConnectionError;
import io.santinel.iscsi.connection.ConnectionEvent;
import io.santinel.iscsi.connection.ConnectionState;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.AsyncEvent;
import io.santinel.iscsi.pdu.AsyncMessage;
import io.santinel.iscsi.pdu.LoginResponse;
import io.santinel.iscsi.pdu.LogoutOutcome;
import io.santinel.iscsi.pdu.LogoutResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.pdu.ReadyToTransfer;
import io.santinel.iscsi.pdu.Reject;
import io.santinel.iscsi.pdu.RejectReason;
import io.santinel.iscsi.pdu.ScsiDataIn;
import io.santinel.iscsi.pdu.ScsiResponse;
import io.santinel.iscsi.pdu.TargetPdu;
import io.santinel.iscsi.pdu.TaskManagementResponse;
import io.santinel.iscsi.pdu.TextResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Owns a session's control plane: one virtual thread that alone touches the session's and the connection's state, the
/// timers and the recovery. Everybody else posts to its mailbox.
final class SessionOwner implements DataPath.Control, Link.Listener {
    private static final int REJECTED_TAG_AT = 16;
    private static final long NANOS_NEVER = Long.MAX_VALUE;

    private final String target;
    private final Isid isid;
    private final Portal persistent;
    private final SessionTimes times;
    private final InstantSource clock;
    private final LoginTry login;
    private final Tally tally;
    private final DataPath path;
    private final ControlRequests requests;
    private final Mailbox mailbox = new Mailbox();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final long startNanos = System.nanoTime();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    private SessionState state = new SessionState.Free();
    private ConnectionState connection = new ConnectionState.Free();
    private RecoveryTimes recovery;
    private Portal current;
    private @Nullable Link link;
    private @Nullable Accepted accepted;
    private @Nullable LastError lastError;
    private IscsiException failure;
    private Instant since;

    private final Views views;

    SessionOwner(
            String target,
            Isid isid,
            Portal portal,
            int depth,
            SessionTimes times,
            Tally tally,
            Login login,
            InstantSource clock) {
        this.target = target;
        this.isid = isid;
        this.persistent = portal;
        this.times = times;
        this.tally = tally;
        this.login = new LoginTry(target, login, mailbox::post);
        this.clock = clock;
        recovery = times.recovery();
        current = portal;
        since = clock.instant();
        failure = new IscsiException(ErrorCode.SESSION_NOT_CONNECTED, target + " at " + portal + ": not logged in yet");
        path = new DataPath(depth, 0, this);
        path.refuse(failure);
        requests = new ControlRequests(path, tally, times, this::drop);
        views = new Views(snapshot(), tally);
    }

    void start(boolean patient) {
        mailbox.post(new Mail.Open(patient));
        Thread.ofVirtual().name("session " + target + " " + persistent).start(this::run);
    }

    /// Ends when the first login did.
    CompletableFuture<Void> opened() {
        return opened;
    }

    /// Ends when the session is over.
    CompletableFuture<Void> released() {
        return released;
    }

    DataPath path() {
        return path;
    }

    Views views() {
        return views;
    }

    void close() {
        mailbox.post(new Mail.Close());
    }

    @Override
    public void received(Link from, TargetPdu pdu) {
        mailbox.post(new Mail.Received(from, pdu));
    }

    @Override
    public void wake() {
        if (awake.compareAndSet(false, true)) {
            mailbox.post(new Mail.Wake());
        }
    }

    @Override
    public void lost(Link from, ConnectionError error, String message) {
        mailbox.post(new Mail.Lost(from, error, message));
    }

    private void run() {
        try {
            while (!released.isDone()) {
                Mail mail = mailbox.poll(nanosToDeadline());
                if (mail != null) {
                    handle(mail);
                }
                due();
                views.tell(snapshot());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            // After a bug too nobody may wait for ever.
            end();
        }
    }

    private void end() {
        Link open = link;
        if (open != null) {
            open.close();
        }
        login.abandon();
        path.detach();
        path.refuse(failure);
        state = new SessionState.Free();
        connection = new ConnectionState.Free();
        views.tell(snapshot());
        opened.completeExceptionally(failure);
        released.complete(null);
        mailbox.end();
    }

    private Duration now() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private long nanosToDeadline() {
        long now = System.nanoTime();
        long commands = path.arm();
        long next = commands == NANOS_NEVER ? NANOS_NEVER : commands - now;
        for (Duration deadline : Stream.concat(state.deadline().stream(), requests.deadline().stream())
                .toList()) {
            next = Math.min(next, deadline.toNanos() - (now - startNanos));
        }
        if (pings()) {
            next = Math.min(
                    next, path.lastReceivedNanos() + times.noopInterval().toNanos() - now);
        }
        return Math.max(next, 0);
    }

    private boolean pings() {
        return state instanceof SessionState.LoggedIn && times.noopInterval().isPositive() && !requests.isPinging();
    }

    private void due() {
        Duration now = now();
        if (state.deadline().filter(at -> at.compareTo(now) <= 0).isPresent()) {
            noteTimeout();
            step(new SessionEvent.Due());
        }
        path.expired(System.nanoTime()).forEach(task -> requests.late(task, now));
        requests.due(now);
        if (pings()
                && System.nanoTime() - path.lastReceivedNanos()
                        >= times.noopInterval().toNanos()) {
            requests.ping(now);
        }
    }

    private void noteTimeout() {
        boolean trying = state instanceof SessionState.Opening || connection instanceof ConnectionState.InLogin;
        if (trying) {
            tally.timeout();
            failed(new IscsiException(
                    ErrorCode.TRANS_TIMEOUT,
                    current + ": no login within " + recovery.login().toMillis() + " ms"));
        } else if (state instanceof SessionState.LoggingOut) {
            tally.timeout();
            note(
                    OptionalInt.empty(),
                    current + ": no Logout Response within " + recovery.logout().toMillis() + " ms");
        }
    }

    private void handle(Mail mail) {
        switch (mail) {
            case Mail.Open(boolean patient) -> step(new SessionEvent.Open(patient));
            case Mail.TransportUp(int number, Runnable close) -> {
                if (login.isCurrent(number)) {
                    login.closesBy(close);
                    connection(new ConnectionEvent.TransportUp());
                } else {
                    close.run();
                }
            }
            case Mail.LoginEnded(int number, Login.Outcome outcome) -> loginEnded(number, outcome);
            case Mail.Received(Link from, TargetPdu pdu) -> {
                if (from == link) {
                    control(pdu);
                }
            }
            case Mail.Lost(Link from, ConnectionError error, String message) -> {
                if (from == link) {
                    lost(error, message, recovery.time2Wait());
                }
            }
            case Mail.Wake _ -> awake.set(false);
            case Mail.Close _ -> {
                failure =
                        new IscsiException(ErrorCode.SESS_NOT_FOUND, target + " at " + persistent + ": session closed");
                step(new SessionEvent.Close());
            }
        }
    }

    private void loginEnded(int number, Login.Outcome outcome) {
        if (!login.isCurrent(number)) {
            if (outcome instanceof Login.Outcome.Done(Accepted late)) {
                late.channel().close();
            }
            return;
        }
        switch (outcome) {
            case Login.Outcome.Done(Accepted done) -> {
                accepted = done;
                login.succeeded();
                step(new SessionEvent.LoginDone());
            }
            case Login.Outcome.Moved(Portal portal) -> moved(portal);
            case Login.Outcome.Refused(IscsiException why) -> {
                failed(why);
                step(new SessionEvent.LoginRefused());
            }
            case Login.Outcome.Broken(IscsiException why) -> {
                failed(why);
                step(new SessionEvent.ConnectionLost(recovery.time2Wait()));
            }
        }
    }

    private void moved(Portal portal) {
        String text = current + " redirects to " + portal + ", the last of too many redirects";
        failure = new IscsiException(ErrorCode.LOGIN, text);
        current = portal;
        if (!step(new SessionEvent.Redirected()).contains(SessionEffect.FOLLOW)) {
            note(OptionalInt.empty(), text);
        }
    }

    private List<SessionEffect> step(SessionEvent event) {
        String before = state.word();
        SessionState.Step step = SessionState.step(state, event, now(), recovery);
        state = step.next();
        if (!state.word().equals(before)) {
            since = clock.instant();
        }
        step.effects().forEach(this::perform);
        return step.effects();
    }

    private void perform(SessionEffect effect) {
        switch (effect) {
            case CONNECT -> {
                current = persistent;
                tryLogin();
            }
            case FOLLOW -> {
                disconnect();
                tryLogin();
            }
            case ABANDON -> {
                login.abandon();
                disconnect();
            }
            case RESUME -> resume();
            case SUSPEND -> suspend();
            case FAIL_QUEUED -> path.refuse(failure);
            case LOGOUT -> {
                path.hold();
                connection(new ConnectionEvent.LogoutWanted());
                requests.logout(now());
            }
            case RELEASE -> {
                views.show(snapshot());
                opened.completeExceptionally(failure);
                released.complete(null);
            }
        }
    }

    private void tryLogin() {
        if (connection instanceof ConnectionState.Free) {
            connection(new ConnectionEvent.Connect());
        }
        login.start(current, path.cmdSn(), path.expStatSn());
    }

    private void resume() {
        Accepted with = accepted;
        if (with == null) {
            throw new IllegalStateException("login done without its outcome");
        }
        recovery = times.recovery().withTime2Wait(Duration.ofSeconds(with.time2WaitSeconds()));
        connection(new ConnectionEvent.LoginAccepted());
        Link made = new Link(target, with.channel(), with.offsets(), with.limits(), path, this);
        link = made;
        path.attach(made, with.expStatSn(), with.expCmdSn(), with.maxCmdSn());
        opened.complete(null);
    }

    private void suspend() {
        Link old = link;
        link = null;
        if (old != null) {
            old.close();
        }
        requests.clear();
        path.detach();
        disconnect();
    }

    /// Brings the connection's machine to where a session without a connection has it: waiting for the next one, or
    /// free for good.
    private void disconnect() {
        switch (connection) {
            case ConnectionState.Free _ -> {}
            case ConnectionState.TransportWait _, ConnectionState.InLogin _ ->
                connection(new ConnectionEvent.TransportLost());
            case ConnectionState.LoggedIn _, ConnectionState.LogoutRequested _, ConnectionState.InLogout _ -> {
                connection(new ConnectionEvent.TransportLost());
                connection(new ConnectionEvent.CleanupDone());
            }
            case ConnectionState.CleanupWait _ -> connection(new ConnectionEvent.CleanupDone());
        }
        if (!(state instanceof SessionState.Free)) {
            connection(new ConnectionEvent.Connect());
        }
    }

    private void connection(ConnectionEvent event) {
        connection = ConnectionState.step(connection, event);
        views.show(snapshot());
    }

    // What the target says

    private void control(TargetPdu pdu) {
        switch (pdu) {
            case NopIn nop -> requests.on(nop);
            case TaskManagementResponse response -> requests.on(response, now());
            case TextResponse response -> requests.on(response);
            case LogoutResponse response -> loggedOut(response);
            case AsyncMessage message -> async(message);
            case Reject reject -> rejected(reject);
            case ScsiDataIn _, ScsiResponse _, ReadyToTransfer _, LoginResponse _ ->
                throw new IllegalStateException(pdu.opcode() + " is not the owner's");
        }
    }

    private void loggedOut(LogoutResponse response) {
        if (!requests.on(response)) {
            return;
        }
        boolean closed = response.response() == LogoutOutcome.CLOSED.code();
        connection(closed ? new ConnectionEvent.LogoutAccepted() : new ConnectionEvent.LogoutFailed());
        step(new SessionEvent.LogoutDone(Duration.ofSeconds(response.time2Wait())));
    }

    /// RFC 7143 §11.9.1. Events that need nothing done are counted like the others.
    private void async(AsyncMessage message) {
        AsyncEvent event = AsyncEvent.of(message.event()).orElse(AsyncEvent.VENDOR);
        switch (event) {
            case LOGOUT_REQUESTED -> {
                note(OptionalInt.empty(), current + " asked for a logout");
                connection(new ConnectionEvent.LogoutAsked());
                step(new SessionEvent.LogoutAsked());
            }
            case CONNECTION_DROPPED, ALL_CONNECTIONS_DROPPED ->
                lost(
                        ConnectionError.CONN_FAILED,
                        current + " announced: " + event.text(),
                        Duration.ofSeconds(message.parameter2()));
            case NEGOTIATION_REQUESTED -> requests.negotiate(now());
            case TASKS_TERMINATED -> path.retry(message.lun());
            case SCSI_EVENT, VENDOR -> {}
        }
    }

    /// RFC 7143 §11.17: the header of what was rejected says whose it was.
    private void rejected(Reject reject) {
        String reason = RejectReason.of(reject.reason())
                .map(RejectReason::text)
                .orElseGet(() -> "reason 0x%02x".formatted(reject.reason()));
        String text = current + " rejected a PDU: " + reason;
        note(OptionalInt.empty(), text);
        boolean badDigest = reject.reason() == RejectReason.DATA_DIGEST_ERROR.code();
        // The target itself ends a command whose Data-Out it could not take, with a SCSI Response (§7.8).
        if (reject.data().remaining() < REJECTED_TAG_AT + Integer.BYTES
                || (badDigest && reject.rejected().equals(Optional.of(Opcode.SCSI_DATA_OUT)))) {
            return;
        }
        int tag = reject.data().getInt(reject.data().position() + REJECTED_TAG_AT);
        Late task = path.find(tag);
        if (task == null) {
            requests.rejected(tag, reason, now());
        } else if (path.isTaken(task) && !badDigest) {
            path.fail(task, new IscsiException(ErrorCode.ERR, text));
        } else {
            lost(ConnectionError.PROTO, text, recovery.time2Wait());
        }
    }

    private void drop(ConnectionError error, String message) {
        lost(error, current + ": " + message, recovery.time2Wait());
    }

    private void lost(ConnectionError error, String message, Duration time2Wait) {
        note(OptionalInt.of(error.code()), error.text() + ": " + message);
        failure = new IscsiException(ErrorCode.SESSION_NOT_CONNECTED, target + ": " + error.text() + ": " + message);
        step(new SessionEvent.ConnectionLost(time2Wait));
    }

    private void failed(IscsiException why) {
        failure = why;
        note(OptionalInt.empty(), String.valueOf(why.getMessage()));
    }

    private void note(OptionalInt code, String text) {
        lastError = new LastError(clock.instant(), code, text);
    }

    private SessionView snapshot() {
        Accepted with = accepted;
        return new SessionView(
                target,
                isid,
                with == null ? OptionalInt.empty() : OptionalInt.of(with.tsih()),
                with == null ? OptionalInt.empty() : with.tpgt(),
                current,
                persistent,
                state.word(),
                connection.word(),
                state.internalWord(),
                since,
                Optional.ofNullable(lastError),
                Map.of(),
                with == null ? Map.of() : with.parameters());
    }
}
