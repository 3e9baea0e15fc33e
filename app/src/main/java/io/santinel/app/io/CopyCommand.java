package io.santinel.app.io;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `santinel io copy`: one logical unit onto another.
@Command(name = "copy", description = "Copies a logical unit onto another one, which is at least as large.")
final class CopyCommand implements Callable<Integer> {
    @Mixin
    private Access access = new Access();

    @Parameters(index = "0", paramLabel = "FROM")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO")
    private String to = "";

    @Override
    public Integer call() throws IOException {
        try (Access.Unit source = access.open(from);
                Access.Unit copy = access.open(to, 1, request -> request);
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            long bytes = source.capacity().bytes();
            check(source, copy);
            try (Progress progress = Progress.of(bytes)) {
                new Pieces()
                        .move(
                                bytes,
                                (offset, buffer) -> Optional.of(source.read(offset, buffer)
                                        .thenComposeAsync(read -> write(copy, offset, read.flip()), writers)),
                                (_, buffer) -> progress.add(buffer.limit()));
                copy.disk().flush();
                progress.finish("copied");
            }
            return 0;
        }
    }

    private static void check(Access.Unit source, Access.Unit copy) throws IscsiException {
        long bytes = source.capacity().bytes();
        if (bytes > copy.capacity().bytes()) {
            throw new IscsiException(
                    ErrorCode.INVAL,
                    source + ": " + bytes + " bytes are more than the "
                            + copy.capacity().bytes() + " of " + copy);
        }
        if (bytes % copy.capacity().blockLength() != 0) {
            throw new IscsiException(
                    ErrorCode.INVAL, source + ": " + bytes + " bytes are no multiple of the block length of " + copy);
        }
    }

    private static CompletableFuture<ByteBuffer> write(Access.Unit copy, long offset, ByteBuffer buffer) {
        try {
            return copy.write(offset, buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
