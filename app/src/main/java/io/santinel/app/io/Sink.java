package io.santinel.app.io;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where bytes go, one behind the other: standard output or a file, in which zeros become holes.
final class Sink implements AutoCloseable {
    private static final String STANDARD = "-";
    private static final int HOLE = 64 << 10;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(HOLE).asReadOnlyBuffer();

    private final WritableByteChannel channel;
    private final boolean sparse;

    private Sink(WritableByteChannel channel, boolean sparse) {
        this.channel = channel;
        this.sparse = sparse;
    }

    /// Opens a file, whose content is lost, or standard output.
    static Sink open(String name) throws IOException {
        if (name.equals(STANDARD)) {
            return new Sink(Channels.newChannel(new FileOutputStream(FileDescriptor.out)), false);
        }
        Path path = Path.of(name);
        try {
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            return new Sink(file, Files.isRegularFile(path));
        } catch (FileSystemException e) {
            throw new IOException(name + ": cannot be written: " + reason(e), e);
        }
    }

    /// Why a file cannot be used, in words: the exception often has only the name.
    static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return e.getReason() == null ? "permission denied" : e.getReason();
    }

    /// Takes the buffer's remaining bytes.
    void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            int length = sparse ? Math.min(HOLE, from.remaining()) : from.remaining();
            ByteBuffer part = from.slice(from.position(), length);
            if (sparse && channel instanceof FileChannel file && part.mismatch(ZEROS.slice(0, length)) < 0) {
                file.position(file.position() + length);
            } else {
                writeAll(part);
            }
            from.position(from.position() + length);
        }
    }

    private void writeAll(ByteBuffer part) throws IOException {
        while (part.hasRemaining()) {
            channel.write(part);
        }
    }

    /// Gives a file that ends with a hole its length.
    void finish(long bytes) throws IOException {
        if (sparse && channel instanceof FileChannel file && file.size() < bytes) {
            file.write(ZEROS.slice(0, 1), bytes - 1);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
