package io.santinel.app.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `santinel io read`: a logical unit into a file.
@Command(
        name = "read",
        description = "Copies a logical unit into a file, or to standard output (-). Zeros become holes in a file.")
final class ReadCommand implements Callable<Integer> {
    @Mixin
    private Access access = new Access();

    @Parameters(index = "0", paramLabel = "URL")
    private String url = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "what it held before is lost")
    private String file = "";

    @Override
    public Integer call() throws IOException {
        try (Access.Unit unit = access.open(url);
                Sink sink = Sink.open(file)) {
            long bytes = unit.capacity().bytes();
            try (Progress progress = Progress.of(bytes)) {
                new Pieces()
                        .move(
                                bytes,
                                (offset, buffer) -> Optional.of(unit.read(offset, buffer)),
                                (offset, buffer) -> write(sink, buffer, progress));
                sink.finish(bytes);
                progress.finish("read");
            }
            return 0;
        }
    }

    private static void write(Sink sink, ByteBuffer buffer, Progress progress) throws IOException {
        int length = buffer.remaining();
        sink.write(buffer);
        progress.add(length);
    }
}
