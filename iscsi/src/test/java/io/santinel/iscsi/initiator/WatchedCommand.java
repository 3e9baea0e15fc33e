package io.santinel.iscsi.initiator;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.session.Completion;
import io.santinel.iscsi.session.ScsiResult;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A command whose end is awaited, and its buffer between guard bytes. Being told twice, or a byte that was changed and
/// should not have been, ends the thread that is found out.
final class WatchedCommand implements Completion {
    private static final int GUARD = 64;
    private static final byte UNTOUCHED = 0x5a;
    private static final byte OVER = (byte) 0xa5;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final boolean reads;
    private final AtomicInteger told = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String outcome = "?";

    WatchedCommand(int length, boolean reads) {
        bytes = new byte[GUARD + length + GUARD];
        Arrays.fill(bytes, UNTOUCHED);
        buffer = ByteBuffer.wrap(bytes, GUARD, length);
        this.reads = reads;
    }

    /// What the command moves, from its position to its limit.
    ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void done(ScsiResult result) {
        over(result.isGood() ? "g" : "s" + result.status() + (result.response() == 0 ? "" : "r"), result.received());
    }

    @Override
    public void failed(IscsiException why) {
        over("f", bytes.length - 2 * GUARD);
    }

    /// From now on nobody may touch the buffer: it is filled with something else.
    private void over(String how, int received) {
        try {
            if (told.incrementAndGet() > 1) {
                throw new AssertionError("a command that ended " + outcome + " was told again: " + how);
            }
            outcome = how;
            if (buffer.position() != GUARD || buffer.limit() != bytes.length - GUARD) {
                throw new AssertionError("the buffer came back as " + buffer);
            }
            unchanged(UNTOUCHED, 0, GUARD);
            unchanged(UNTOUCHED, GUARD + (reads ? received : 0), bytes.length);
            Arrays.fill(bytes, OVER);
        } finally {
            over.countDown();
        }
    }

    private void unchanged(byte expected, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] != expected) {
                throw new AssertionError(
                        "byte " + (at - GUARD) + " of a buffer of " + (bytes.length - 2 * GUARD) + " was changed");
            }
        }
    }

    /// How it ended: good, the status of an answer that was not, or failed.
    String outcome(long patienceMillis) throws InterruptedException {
        if (!over.await(patienceMillis, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the session is closed and a command's end was not told");
        }
        return outcome;
    }

    /// After its end the buffer was left alone.
    void check() {
        unchanged(OVER, 0, bytes.length);
    }
}
