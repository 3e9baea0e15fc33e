package io.santinel.app.io;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/// Where bytes come from, one behind the other: standard input or a file.
///
/// @param name for messages
/// @param length of a file, unknown for what is none
record Origin(String name, ReadableByteChannel channel, OptionalLong length) implements AutoCloseable {
    private static final String STANDARD = "-";

    static Origin open(String name) throws IOException {
        if (name.equals(STANDARD)) {
            return new Origin(
                    "standard input",
                    Channels.newChannel(new FileInputStream(FileDescriptor.in)),
                    OptionalLong.empty());
        }
        Path path = Path.of(name);
        try {
            if (Files.isDirectory(path)) {
                throw new IOException(name + ": is a directory");
            }
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            boolean sized = Files.isRegularFile(path) || file.size() > 0;
            return new Origin(name, file, sized ? OptionalLong.of(file.size()) : OptionalLong.empty());
        } catch (FileSystemException e) {
            throw new IOException(name + ": cannot be read: " + Sink.reason(e), e);
        }
    }

    /// How many bytes will come at most, given that a logical unit has so many.
    ///
    /// @throws IscsiException when the file is known to be larger
    long within(Access.Unit unit) throws IscsiException {
        long room = unit.capacity().bytes();
        long bytes = length.orElse(room);
        if (bytes > room) {
            throw new IscsiException(
                    ErrorCode.INVAL, name + ": " + bytes + " bytes are more than the " + room + " of " + unit);
        }
        return bytes;
    }

    /// Fills the buffer as far as there is something, and flips it.
    ///
    /// @return whether there was anything
    boolean fill(ByteBuffer buffer) throws IOException {
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer);
        }
        return buffer.flip().hasRemaining();
    }

    /// After all that [#within] let through was taken.
    ///
    /// @throws IscsiException when there is more after all
    void checkEnd(Access.Unit unit) throws IOException {
        if (length.isEmpty() && fill(ByteBuffer.allocate(1))) {
            throw new IscsiException(
                    ErrorCode.INVAL, name + ": more than the " + unit.capacity().bytes() + " bytes of " + unit);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
