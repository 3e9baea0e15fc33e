package io.santinel.app.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `santinel io write`: a file onto a logical unit.
@Command(
        name = "write",
        description = "Writes a file or standard input (-) to the beginning of a logical unit and makes it safe there. "
                + "Blocks behind it stay as they are.")
final class WriteCommand implements Callable<Integer> {
    @Mixin
    private Access access = new Access();

    @Parameters(index = "0", paramLabel = "URL")
    private String url = "";

    @Parameters(index = "1", paramLabel = "FILE")
    private String file = "";

    @Override
    public Integer call() throws IOException {
        try (Origin origin = Origin.open(file);
                Access.Unit unit = access.open(url)) {
            long bytes = origin.within(unit);
            try (Progress progress = Progress.of(origin.length().orElse(0))) {
                new Pieces()
                        .move(bytes, (offset, buffer) -> write(origin, unit, offset, buffer, progress), (_, _) -> {});
                origin.checkEnd(unit);
                unit.disk().flush();
                progress.finish("written");
            }
            return 0;
        }
    }

    private static Optional<CompletableFuture<ByteBuffer>> write(
            Origin origin, Access.Unit unit, long offset, ByteBuffer buffer, Progress progress) throws IOException {
        if (!origin.fill(buffer)) {
            return Optional.empty();
        }
        progress.add(buffer.remaining());
        complete(unit, offset, buffer);
        return Optional.of(unit.write(offset, buffer));
    }

    /// A last block that is not whole keeps what stands behind it.
    private static void complete(Access.Unit unit, long offset, ByteBuffer buffer) throws IOException {
        int blockLength = unit.capacity().blockLength();
        int tail = buffer.limit() % blockLength;
        if (tail > 0) {
            ByteBuffer block = ByteBuffer.allocate(blockLength);
            unit.disk().read((offset + buffer.limit()) / blockLength, block);
            int end = buffer.limit();
            buffer.limit(end - tail + blockLength);
            buffer.put(end, block, tail, blockLength - tail);
        }
    }
}
