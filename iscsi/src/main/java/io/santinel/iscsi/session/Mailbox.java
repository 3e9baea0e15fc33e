package io.santinel.iscsi.session;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What waits for a session's owner to look at it. When the owner is gone nothing stays here: a connection that comes
/// too late is closed, and a reader waits for nobody.
final class Mailbox {
    /// Control PDUs of the target that wait to be looked at; the reader of one more waits, and with it the target.
    static final int UNREAD = 256;

    private final BlockingQueue<Mail> queue = new LinkedBlockingQueue<>();
    private final Semaphore unread = new Semaphore(UNREAD);
    private volatile boolean over;

    void post(Mail mail) {
        queue.add(mail);
        if (over) {
            discard();
        }
    }

    /// May block: that is the back-pressure on the target.
    void post(Mail.Received mail) {
        unread.acquireUninterruptibly();
        post((Mail) mail);
    }

    /// Waits for mail; null when there was none.
    @Nullable
    Mail poll(long nanos) throws InterruptedException {
        Mail mail = queue.poll(nanos, TimeUnit.NANOSECONDS);
        if (mail instanceof Mail.Received) {
            unread.release();
        }
        return mail;
    }

    /// Nobody will look any more.
    void end() {
        over = true;
        discard();
    }

    private void discard() {
        for (Mail mail = queue.poll(); mail != null; mail = queue.poll()) {
            switch (mail) {
                case Mail.TransportUp(int _, Runnable close) -> close.run();
                case Mail.LoginEnded(int _, Login.Outcome.Done(Accepted late)) ->
                    late.channel().close();
                case Mail.Received _ -> unread.release();
                case Mail.LoginEnded _, Mail.Open _, Mail.Lost _, Mail.Wake _, Mail.Close _ -> {}
            }
        }
    }
}
