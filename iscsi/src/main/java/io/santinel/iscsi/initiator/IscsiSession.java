package io.santinel.iscsi.initiator;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.Lun;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.session.InitiatorSession;
import io.santinel.iscsi.session.ScsiRequest.Direction;
import io.santinel.iscsi.session.ScsiResult;
import io.santinel.iscsi.session.SessionView;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

    /// Number of the session within its initiator, never used twice.
    public int sid() {
        return sid;
    }

    public SessionView view() {
        return session.view();
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
