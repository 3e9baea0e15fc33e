package io.santinel.iscsi.target;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where a logical unit's blocks are. Offsets and lengths are bytes within the medium: the logical unit has checked
/// them. Several connections call at once; overlapping transfers may mix, as on a disk.
public interface Backstore extends AutoCloseable {
    /// Bytes of one block: 512 or a multiple.
    int blockSize();

    /// Bytes that it writes at a time itself: a block or a power of two of them.
    default int physicalBlockSize() {
        return blockSize();
    }

    /// Blocks of the medium, at least 1.
    long blocks();

    /// Nobody may write: commands that would are refused with WRITE PROTECTED.
    default boolean readOnly() {
        return false;
    }

    /// What was written may be lost before [#flush] returns: the unit says that it has a write cache.
    default boolean cached() {
        return false;
    }

    /// Fills the buffer's remaining bytes.
    void read(long offset, ByteBuffer into) throws IOException;

    /// Takes the buffer's remaining bytes.
    void write(long offset, ByteBuffer from) throws IOException;

    /// The medium itself, where it is memory: what is put there is written. Empty where it is not, or where the range
    /// does not lie in one piece.
    default ByteBuffer memory(long offset, int length) {
        return ByteBuffer.allocate(0);
    }

    /// Makes a range read as zeros.
    void zero(long offset, long length) throws IOException;

    /// Returns when everything written is as safe as the medium makes it.
    void flush() throws IOException;

    @Override
    void close();
}
