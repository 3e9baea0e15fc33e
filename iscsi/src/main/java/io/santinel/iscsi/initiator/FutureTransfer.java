package io.santinel.iscsi.initiator;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.session.Completion;
import io.santinel.iscsi.session.Direction;
import io.santinel.iscsi.session.ScsiResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A read or write of one command whose end completes a future. When the target says no, the blocking form has the
/// last word, in a thread of its own: it knows after which answers the command is sent again, and waits where it must.
final class FutureTransfer implements Completion {
    private final LogicalUnit unit;
    private final Direction direction;
    private final long lba;
    private final ByteBuffer data;
    private final CompletableFuture<ByteBuffer> future = new CompletableFuture<>();

    private FutureTransfer(LogicalUnit unit, Direction direction, long lba, ByteBuffer data) {
        this.unit = unit;
        this.direction = direction;
        this.lba = lba;
        this.data = data;
    }

    /// Starts one; completed with the buffer, whose position is then its limit.
    static CompletableFuture<ByteBuffer> start(LogicalUnit unit, Direction direction, long lba, ByteBuffer data)
            throws IscsiException, InterruptedIOException {
        int blockLength = unit.blockLength(data);
        if (!data.hasRemaining()) {
            return CompletableFuture.completedFuture(data);
        }
        FutureTransfer transfer = new FutureTransfer(unit, direction, lba, data);
        if (data.remaining() > LogicalUnit.MAX_TRANSFER) {
            transfer.block();
        } else if (direction == Direction.READ) {
            unit.readAsync(lba, data.remaining() / blockLength, data, transfer);
        } else {
            unit.writeAsync(lba, data.remaining() / blockLength, data, transfer);
        }
        return transfer.future;
    }

    /// Starts one for each buffer, waits for all of them and tells the first failure.
    static void all(LogicalUnit unit, Direction direction, long lba, ByteBuffer... buffers)
            throws IscsiException, InterruptedIOException {
        List<CompletableFuture<ByteBuffer>> futures = new ArrayList<>();
        long at = lba;
        for (ByteBuffer buffer : buffers) {
            int blockLength = unit.blockLength(buffer);
            long blocks = buffer.remaining() / blockLength;
            futures.add(start(unit, direction, at, buffer));
            at += blocks;
        }
        try {
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();
        } catch (InterruptedException _) {
            throw LogicalUnit.interrupted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IscsiException why
                    ? why.again()
                    : new IscsiException(ErrorCode.INTERNAL, unit + ": " + e.getCause(), e);
        }
    }

    @Override
    public void done(ScsiResult result) {
        long moved = direction == Direction.READ ? result.received() : data.remaining() - result.underflow();
        if (result.isGood() && moved == data.remaining()) {
            data.position(data.limit());
            future.complete(data);
        } else {
            block();
        }
    }

    @Override
    public void failed(IscsiException why) {
        future.completeExceptionally(why);
    }

    private void block() {
        Thread.ofVirtual().name("iscsi-transfer " + unit).start(() -> {
            try {
                if (direction == Direction.READ) {
                    unit.read(lba, data);
                } else {
                    unit.write(lba, data);
                }
                future.complete(data);
            } catch (IOException e) {
                future.completeExceptionally(e);
            }
        });
    }
}
