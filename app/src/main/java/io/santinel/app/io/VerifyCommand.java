package io.santinel.app.io;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `santinel io verify`: does a logical unit hold what a file holds?
@Command(
        name = "verify",
        description =
                "Compares the beginning of a logical unit with a file or standard input (-). Status 1: they differ.")
final class VerifyCommand implements Callable<Integer> {
    private static final int DIFFERENT = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

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
                Comparison comparison = new Comparison(origin, unit, progress);
                new Pieces().move(bytes, comparison::begin, comparison::end);
                return comparison.finish(spec.commandLine().getOut());
            }
        }
    }

    /// Both sides, piece by piece.
    private static final class Comparison {
        private final Origin origin;
        private final Access.Unit unit;
        private final Progress progress;
        private final ByteBuffer expected = ByteBuffer.allocateDirect(Pieces.LENGTH);
        private long differs = -1;
        private boolean over;

        Comparison(Origin origin, Access.Unit unit, Progress progress) {
            this.origin = origin;
            this.unit = unit;
            this.progress = progress;
        }

        Optional<CompletableFuture<ByteBuffer>> begin(long offset, ByteBuffer buffer) throws IOException {
            if (over) {
                return Optional.empty();
            }
            int blockLength = unit.capacity().blockLength();
            buffer.limit(Math.ceilDiv(buffer.limit(), blockLength) * blockLength);
            return Optional.of(unit.read(offset, buffer));
        }

        void end(long offset, ByteBuffer found) throws IOException {
            if (over) {
                return;
            }
            origin.fill(expected.clear().limit(found.limit()));
            int at = expected.mismatch(found.slice(0, expected.limit()));
            differs = at < 0 ? -1 : offset + at;
            over = at >= 0 || expected.limit() < found.limit();
            progress.add(expected.limit());
        }

        int finish(PrintWriter out) throws IOException {
            if (differs >= 0) {
                int blockLength = unit.capacity().blockLength();
                out.println("differs at byte " + differs + ", in block " + differs / blockLength);
                return DIFFERENT;
            }
            if (!over) {
                origin.checkEnd(unit);
            }
            progress.finish("are the same");
            return 0;
        }
    }
}
