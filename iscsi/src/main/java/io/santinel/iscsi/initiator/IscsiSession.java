package io.santinel.iscsi.initiator;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.Lun;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.session.Direction;
import io.santinel.iscsi.session.InitiatorSession;
import io.santinel.iscsi.session.ScsiResult;
import io.santinel.iscsi.session.SessionView;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A session of an [Initiator], with its logical units. Closing it logs out.
public final class IscsiSession implements AutoCloseable {
    /// A REPORT LUNS answer is not read beyond.
    public static final int LUNS_MAX = 1024;

    private static final int ENTRY = 8;

    private final InitiatorSession session;
    private final int sid;
    private final Duration commandTimeout;
    private final Runnable onClose;

    IscsiSession(InitiatorSession session, int sid, Duration commandTimeout, Runnable onClose) {
        this.session = session;
        this.sid = sid;
        this.commandTimeout = commandTimeout;
        this.onClose = onClose;
    }

    /// Logs in as [Initiator#DEFAULT_NAME], waiting for it.
    ///
    /// @throws IscsiException when it fails
    public static IscsiSession login(SessionRequest request) throws IscsiException, InterruptedIOException {
        return new Initiator(Initiator.DEFAULT_NAME).login(request);
    }

    /// Logs in where a URL says as [Initiator#DEFAULT_NAME], waiting for it.
    ///
    /// @throws IscsiException when it fails, or the URL's CHAP names lack a secret
    public static IscsiSession login(IscsiUrl url) throws IscsiException, InterruptedIOException {
        return login(url.request());
    }

    /// Number of the session within its initiator, never used twice.
    public int sid() {
        return sid;
    }

    /// How the session is now: states, portals, last error, negotiated keys, and the counters under the kernel's
    /// names, each explained in docs/generated/counters.md.
    public SessionView view() {
        return session.view();
    }

    /// Lets somebody hear whenever state, portal or last error change. One of the session's own threads tells: it
    /// must be quick, and must not wait for a command or for the session to close. Several changes in a row may be
    /// told as one.
    ///
    /// @return ends it
    public Listening listen(Consumer<SessionView> listener) {
        session.addListener(listener);
        return () -> session.removeListener(listener);
    }

    /// Somebody listens until this is closed.
    @FunctionalInterface
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /// A logical unit, whether it exists or not: its commands will tell.
    public LogicalUnit logicalUnit(int lun) {
        return new LogicalUnit(session, lun, commandTimeout);
    }

    /// REPORT LUNS; numbers that are not single-level ones are left out.
    public List<Integer> luns() throws IscsiException, InterruptedIOException {
        ByteBuffer answer = ByteBuffer.allocate(ENTRY * (1 + LUNS_MAX));
        ScsiResult result = logicalUnit(0).retried(Cdb.reportLuns(answer.capacity()), Direction.READ, answer);
        if (!result.isGood()) {
            throw new IscsiException(ErrorCode.ERR, session.target() + ": REPORT LUNS failed");
        }
        int length = Math.min(answer.getInt(0), result.received() - ENTRY) / ENTRY * ENTRY;
        List<Integer> luns = new ArrayList<>();
        for (int at = ENTRY; at < ENTRY + length; at += ENTRY) {
            Lun.number(answer.getLong(at)).ifPresent(luns::add);
        }
        return luns;
    }

    @Override
    public void close() {
        onClose.run();
        session.close();
    }
}
