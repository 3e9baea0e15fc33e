package io.santinel.iscsi.target;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where a logical unit's blocks are. Offsets and lengths are bytes within the medium: the logical unit has checked
/// them. Several connections call at once; overlapping transfers may mix, as on a disk.
public interface Backstore extends AutoCloseable {
    /// Bytes of one block: 512 or a multiple.
    int blockSize();

    /// Blocks of the medium, at least 1.
    long blocks();

    /// Fills the buffer's remaining bytes.
    void read(long offset, ByteBuffer into) throws IOException;

    /// Takes the buffer's remaining bytes.
    void write(long offset, ByteBuffer from) throws IOException;

    /// Makes a range read as zeros.
    void zero(long offset, long length) throws IOException;

    /// Returns when everything written is as safe as the medium makes it.
    void flush() throws IOException;

    @Override
    void close();
}
