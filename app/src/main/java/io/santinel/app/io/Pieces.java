package io.santinel.app.io;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Moves many bytes in pieces, several of which are under way at a time; they end in the order in which they began.
final class Pieces {
    /// Bytes of a piece.
    static final int LENGTH = 1 << 20;

    /// Pieces under way, and buffers that they take.
    static final int DEPTH = 8;

    private final Deque<Running> running = new ArrayDeque<>();
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /// Begins a piece.
    interface Begin {
        /// Starts to move a piece.
        ///
        /// @param buffer its limit says how long the piece may be
        /// @return empty when there is nothing more
        Optional<CompletableFuture<ByteBuffer>> piece(long offset, ByteBuffer buffer) throws IOException;
    }

    /// Ends a piece.
    interface End {
        /// Is told when a piece has moved.
        ///
        /// @param buffer what is in it, from 0 to its limit
        void piece(long offset, ByteBuffer buffer) throws IOException;
    }

    private record Running(long offset, ByteBuffer buffer, CompletableFuture<ByteBuffer> future) {}

    /// Moves `bytes` bytes or as many as there are, each piece but the last [#LENGTH] long.
    void move(long bytes, Begin begin, End end) throws IOException {
        boolean more = true;
        for (long offset = 0; more && offset < bytes; offset += LENGTH) {
            ByteBuffer buffer = buffer(end).clear().limit((int) Math.min(LENGTH, bytes - offset));
            Optional<CompletableFuture<ByteBuffer>> future = begin.piece(offset, buffer);
            if (future.isPresent()) {
                running.add(new Running(offset, buffer, future.get()));
            }
            more = future.isPresent();
        }
        while (!running.isEmpty()) {
            end(end);
        }
    }

    private ByteBuffer buffer(End end) throws IOException {
        if (running.size() == DEPTH) {
            end(end);
        }
        return free.isEmpty() ? ByteBuffer.allocateDirect(LENGTH) : free.remove();
    }

    private void end(End end) throws IOException {
        Running oldest = running.remove();
        try {
            oldest.future().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException why
                    ? why
                    : new IscsiException(ErrorCode.INTERNAL, String.valueOf(e.getCause()), e);
        }
        end.piece(oldest.offset(), oldest.buffer().flip());
        free.add(oldest.buffer());
    }
}
