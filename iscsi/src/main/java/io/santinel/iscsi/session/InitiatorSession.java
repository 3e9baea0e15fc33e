package io.santinel.iscsi.session;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// An initiator's session: commands in, results out, and a view of how it is. It logs in again by itself as long as
/// nobody closes it.
public final class InitiatorSession implements AutoCloseable {
    private final SessionSettings settings;
    private final SessionOwner owner;

    private InitiatorSession(SessionSettings settings, RandomGenerator random, InstantSource clock) {
        this.settings = settings;
        Tally tally = new Tally();
        owner = new SessionOwner(
                settings.target().text(),
                settings.isid(),
                settings.portal(),
                settings.depth(),
                settings.times(),
                tally,
                new LoginAttempt(settings, tally, random),
                clock);
    }

    /// Logs in, waiting for it.
    ///
    /// @param random unpredictable, for CHAP
    /// @throws IscsiException when the first login fails: nothing is left behind then
    public static InitiatorSession login(SessionSettings settings, RandomGenerator random, InstantSource clock)
            throws IscsiException, InterruptedIOException {
        InitiatorSession session = new InitiatorSession(settings, random, clock);
        session.owner.start(false);
        try {
            session.owner.opened().get();
            return session;
        } catch (InterruptedException _) {
            session.owner.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while logging in to " + settings.target());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IscsiException why
                    ? why.again()
                    : new IscsiException(ErrorCode.INTERNAL, "login: " + e.getCause(), e);
        }
    }

    /// Starts to log in, without waiting, and keeps trying when the target is not there yet.
    public static InitiatorSession keep(SessionSettings settings, RandomGenerator random, InstantSource clock) {
        InitiatorSession session = new InitiatorSession(settings, random, clock);
        session.owner.start(true);
        return session;
    }

    /// Lets a command in; waits only for room in the session's depth, and not in a completion. Nothing is allocated.
    ///
    /// @param lun eight bytes in SAM format
    /// @param cdbHigh the first eight bytes of the CDB
    /// @param cdbLow the others
    /// @param data the buffer itself is used: its position and limit may move until the command is
    ///     over, and are then as they were; nobody else may use the object meanwhile, others may share its bytes
    /// @param start of the data in the buffer, whatever its position and limit
    /// @param length of the data; 0 for a command that moves none
    /// @param timeoutNanos for the answer, counted from when the command may be sent; afterwards it is aborted
    public void submit(
            long lun,
            long cdbHigh,
            long cdbLow,
            Direction direction,
            ByteBuffer data,
            int start,
            int length,
            long timeoutNanos,
            Completion completion)
            throws InterruptedException {
        owner.path().submit(lun, cdbHigh, cdbLow, direction, data, start, length, timeoutNanos, completion);
    }

    /// The same, waiting for the end.
    ///
    /// @throws IscsiException when there was no answer and none is coming
    /// @throws InterruptedException when the command goes on, and uses the buffer
    public ScsiResult execute(
            long lun,
            long cdbHigh,
            long cdbLow,
            Direction direction,
            ByteBuffer data,
            int start,
            int length,
            long timeoutNanos)
            throws IscsiException, InterruptedException {
        return owner.path().execute(lun, cdbHigh, cdbLow, direction, data, start, length, timeoutNanos);
    }

    public SessionSettings settings() {
        return settings;
    }

    /// The target's name.
    public String target() {
        return settings.target().text();
    }

    /// Lets somebody hear whenever state, portal or last error change. One of the session's own threads tells: it must
    /// be quick, and must not wait for a command or for the session to close.
    public void addListener(Consumer<SessionView> listener) {
        owner.views().add(listener);
    }

    public void removeListener(Consumer<SessionView> listener) {
        owner.views().remove(listener);
    }

    public SessionView view() {
        return owner.views().now();
    }

    /// Logs out and waits until it is done, which the logout timeout bounds. Commands that are not answered by then
    /// fail.
    @Override
    public void close() {
        owner.close();
        try {
            owner.released().get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
