package io.santinel.iscsi.initiator;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/// The bytes of a logical unit as those of a file whose size never changes. Positions and lengths need not be whole
/// blocks: the rest of a block that is written in part is read first. Any thread may use it; one operation at a time is
/// under way. Two channels on one unit do not know of each other: when both write parts of one block, the second may
/// undo the first.
///
/// Closing it leaves the session as it is. What was written may be in the target's cache until [#force].
public final class LunChannel implements SeekableByteChannel {
    private final LogicalUnit unit;
    private final long size;
    private final int blockLength;
    private final boolean readOnly;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteBuffer block;
    private long position;
    private volatile boolean closed;

    LunChannel(LogicalUnit unit, Capacity capacity, boolean readOnly) {
        this.unit = unit;
        this.size = capacity.bytes();
        this.blockLength = capacity.blockLength();
        this.readOnly = readOnly;
        this.block = ByteBuffer.allocateDirect(blockLength);
    }

    /// Reads what there is between the position and the unit's end.
    ///
    /// @return bytes read: all that the buffer has room for, fewer at the end, -1 behind it
    /// @throws IscsiException when the target did not give them; what was read before that is in the buffer
    @Override
    public int read(ByteBuffer into) throws IOException {
        lock.lock();
        try {
            checkOpen();
            int length = length(into);
            if (length == 0 && into.hasRemaining()) {
                return -1;
            }
            for (int left = length; left > 0; ) {
                int moved = isWhole(left) ? readWhole(into, left) : readPart(into, left);
                left -= moved;
                position += moved;
            }
            return length;
        } finally {
            lock.unlock();
        }
    }

    private int readWhole(ByteBuffer into, int left) throws IOException {
        int bytes = left / blockLength * blockLength;
        unit.read(position / blockLength, into.slice(into.position(), bytes));
        into.position(into.position() + bytes);
        return bytes;
    }

    private int readPart(ByteBuffer into, int left) throws IOException {
        int within = (int) (position % blockLength);
        int bytes = Math.min(left, blockLength - within);
        unit.read(position / blockLength, block.clear());
        into.put(into.position(), block, within, bytes);
        into.position(into.position() + bytes);
        return bytes;
    }

    /// Writes up to the unit's end.
    ///
    /// @return bytes written: all of the buffer's, fewer at the end
    /// @throws IscsiException INVAL at the end, where nothing can be written; else when the target did not take it
    /// @throws NonWritableChannelException when it was opened for reading alone
    @Override
    public int write(ByteBuffer from) throws IOException {
        lock.lock();
        try {
            checkWritable();
            int length = length(from);
            if (length == 0 && from.hasRemaining()) {
                throw new IscsiException(
                        ErrorCode.INVAL, unit + ": nothing can be written behind its " + size + " bytes");
            }
            for (int left = length; left > 0; ) {
                int moved = isWhole(left) ? writeWhole(from, left) : writePart(from, left);
                left -= moved;
                position += moved;
            }
            return length;
        } finally {
            lock.unlock();
        }
    }

    private int writeWhole(ByteBuffer from, int left) throws IOException {
        int bytes = left / blockLength * blockLength;
        unit.write(position / blockLength, from.slice(from.position(), bytes));
        from.position(from.position() + bytes);
        return bytes;
    }

    private int writePart(ByteBuffer from, int left) throws IOException {
        int within = (int) (position % blockLength);
        int bytes = Math.min(left, blockLength - within);
        unit.read(position / blockLength, block.clear());
        block.put(within, from, from.position(), bytes);
        unit.write(position / blockLength, block.clear());
        from.position(from.position() + bytes);
        return bytes;
    }

    private int length(ByteBuffer buffer) {
        return (int) Math.min(buffer.remaining(), Math.max(0, size - position));
    }

    private boolean isWhole(int left) {
        return position % blockLength == 0 && left >= blockLength;
    }

    /// Returns when what was written is on the medium (SYNCHRONIZE CACHE).
    public void force() throws IOException {
        lock.lock();
        try {
            checkWritable();
            unit.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long position() throws IOException {
        lock.lock();
        try {
            checkOpen();
            return position;
        } finally {
            lock.unlock();
        }
    }

    /// Sets the position.
    ///
    /// @param newPosition not negative; behind the end nothing is read and nothing can be written
    @Override
    public LunChannel position(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition + ": want 0 or more");
        }
        lock.lock();
        try {
            checkOpen();
            position = newPosition;
            return this;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes of the unit.
    @Override
    public long size() throws IOException {
        checkOpen();
        return size;
    }

    /// A unit keeps its size: one that is no smaller than it is accepted, and moves a position behind it there.
    ///
    /// @throws IscsiException OP_NOT_SUPP for a smaller size
    @Override
    public LunChannel truncate(long newSize) throws IOException {
        if (newSize < 0) {
            throw new IllegalArgumentException("size " + newSize + ": want 0 or more");
        }
        lock.lock();
        try {
            checkWritable();
            if (newSize < size) {
                throw new IscsiException(ErrorCode.OP_NOT_SUPP, unit + ": a logical unit cannot be made smaller");
            }
            position = Math.min(position, newSize);
            return this;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private void checkWritable() throws ClosedChannelException {
        checkOpen();
        if (readOnly) {
            throw new NonWritableChannelException();
        }
    }
}
