package io.santinel.iscsi.target;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Blocks in a file or on a block device, whose size decides how many there are. Sparse files stay sparse: a range is
/// made zero by writing only where it is not. What was written is in the page cache until [#flush], which is
/// `fdatasync`.
///
/// One target at a time: a file that is served for writing is locked against every other process that opens it in this
/// way; read-only ones share it. (A program that opens one file twice is refused the second time, but as POSIX has it,
/// the lock against other processes is gone then.)
public final class FileBackstore implements Backstore {
    public static final int BLOCK_SIZE = 512;
    public static final int LARGE_BLOCK_SIZE = 4096;

    private static final int PIECE = 1 << 18;

    private final Path path;
    private final FileChannel channel;
    private final int blockSize;
    private final long blocks;
    private final boolean readOnly;
    private volatile @Nullable IOException lost;

    private FileBackstore(Path path, FileChannel channel, int blockSize, long blocks, boolean readOnly) {
        this.path = path;
        this.channel = channel;
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.readOnly = readOnly;
    }

    /// Opens a file for reading and writing, in blocks of 512 bytes.
    ///
    /// @throws IscsiException INVAL, ACCESS or BUSY; the message names the file, the cause and the remedy
    public static FileBackstore open(Path path) throws IscsiException {
        return open(path, BLOCK_SIZE, false);
    }

    /// Opens a file.
    ///
    /// @param blockSize 512 or 4096; the file's size is a multiple of it
    /// @throws IscsiException INVAL, ACCESS or BUSY; the message names the file, the cause and the remedy
    public static FileBackstore open(Path path, int blockSize, boolean readOnly) throws IscsiException {
        if (blockSize != BLOCK_SIZE && blockSize != LARGE_BLOCK_SIZE) {
            throw new IllegalArgumentException("block size " + blockSize + ": want 512 or 4096");
        }
        FileChannel channel = channel(path, readOnly);
        try {
            lock(path, channel, readOnly);
            return new FileBackstore(path, channel, blockSize, blocks(path, channel, blockSize), readOnly);
        } catch (IOException e) {
            closeAfter(channel, e);
            throw e instanceof IscsiException why ? why : failure(path, "cannot be served: " + e.getMessage(), e);
        }
    }

    private static FileChannel channel(Path path, boolean readOnly) throws IscsiException {
        if (Files.isDirectory(path)) {
            throw new IscsiException(ErrorCode.INVAL, path + ": is a directory: want a file or a block device");
        }
        Set<StandardOpenOption> options =
                readOnly ? Set.of(StandardOpenOption.READ) : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(path, options);
        } catch (NoSuchFileException e) {
            throw failure(path, "no such file: make one, as with truncate -s 10G " + path, e);
        } catch (AccessDeniedException e) {
            String wanted = readOnly ? "readable" : "readable and writable";
            throw new IscsiException(ErrorCode.ACCESS, path + ": is not " + wanted + " for this user", e);
        } catch (FileSystemException e) {
            throw failure(path, "cannot be opened: " + e.getReason(), e);
        } catch (IOException e) {
            throw failure(path, "cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void lock(Path path, FileChannel channel, boolean shared) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            throw new IscsiException(ErrorCode.BUSY, path + ": is served already, by this program", e);
        }
        if (lock == null) {
            throw new IscsiException(ErrorCode.BUSY, path + ": another program serves it: stop that one first");
        }
    }

    private static long blocks(Path path, FileChannel channel, int blockSize) throws IOException {
        long bytes = channel.size();
        if (bytes < blockSize) {
            throw new IscsiException(
                    ErrorCode.INVAL,
                    path + ": " + bytes + " bytes are too small for a disk: want one block of " + blockSize
                            + " at least, as with truncate -s 10G " + path);
        }
        if (bytes % blockSize != 0) {
            throw new IscsiException(
                    ErrorCode.INVAL,
                    path + ": " + bytes + " bytes are no multiple of " + blockSize
                            + ": make it longer with truncate -s " + Math.ceilDiv(bytes, blockSize) * blockSize + " "
                            + path);
        }
        return bytes / blockSize;
    }

    public Path path() {
        return path;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    /// A page of the page cache.
    @Override
    public int physicalBlockSize() {
        return LARGE_BLOCK_SIZE;
    }

    @Override
    public long blocks() {
        return blocks;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public boolean cached() {
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int moved = channel.read(into, at);
            if (moved < 0) {
                throw new EOFException(path + ": ends at " + channel.size() + ", was longer when it was opened");
            }
            at += moved;
        }
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
        checkKept();
        long at = offset;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }

    @Override
    public void zero(long offset, long length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(length, PIECE));
        ByteBuffer there = ByteBuffer.allocate(zeros.capacity());
        for (long done = 0; done < length; done += zeros.capacity()) {
            int piece = (int) Math.min(zeros.capacity(), length - done);
            read(offset + done, there.clear().limit(piece));
            if (there.flip().mismatch(zeros.clear().limit(piece)) >= 0) {
                write(offset + done, zeros);
            }
        }
    }

    /// A failure is remembered: the kernel forgets what it could not write, so that a later `fdatasync` would succeed
    /// although blocks are missing.
    @Override
    public void flush() throws IOException {
        checkKept();
        try {
            channel.force(false);
        } catch (IOException e) {
            lost = e;
            throw e;
        }
    }

    private void checkKept() throws IOException {
        IOException why = lost;
        if (why != null) {
            throw new IOException(path + ": takes no more writes, since a flush failed: " + why.getMessage(), why);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger("io.santinel.iscsi.target")
                    .log(System.Logger.Level.WARNING, path + ": cannot be closed: " + e.getMessage());
        }
    }

    private static void closeAfter(FileChannel channel, IOException why) {
        try {
            channel.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static IscsiException failure(Path path, String text, IOException why) {
        return new IscsiException(ErrorCode.INVAL, path + ": " + text, why);
    }

    @Override
    public String toString() {
        return "file:" + path;
    }
}
