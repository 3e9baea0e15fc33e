package io.santinel.iscsi.session;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A caller that waits for its command; used again for the next one.
final class Waiter implements Completion {
    private Thread thread = Thread.currentThread();
    private @Nullable IscsiException failure;
    private volatile @Nullable ScsiResult result;
    private volatile boolean over;

    @Nullable
    Waiter next;

    /// From now on the current thread waits.
    void begin() {
        thread = Thread.currentThread();
        failure = null;
        result = null;
        over = false;
    }

    @Override
    public void done(ScsiResult how) {
        result = how;
        end();
    }

    @Override
    public void failed(IscsiException why) {
        failure = why;
        end();
    }

    private void end() {
        Thread waits = thread;
        over = true;
        LockSupport.unpark(waits);
    }

    boolean isOver() {
        return over;
    }

    /// @throws InterruptedException when the command goes on, and its buffer with it
    ScsiResult await() throws IscsiException, InterruptedException {
        while (!over) {
            LockSupport.park(this);
            if (!over && Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        ScsiResult how = result;
        if (how != null) {
            return how;
        }
        IscsiException why = failure;
        throw why == null ? new IscsiException(ErrorCode.INTERNAL, "a command ended without a result") : why.again();
    }
}
