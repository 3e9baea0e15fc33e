package io.santinel.iscsi.session;

import java.nio.ByteBuffer;
import java.time.Duration;

/// One SCSI command for a session.
///
/// @param lun eight bytes in SAM format
/// @param cdb at most 16 bytes are looked at, from its position
/// @param data what is sent, or where what comes goes, between position and limit; neither is moved, and nobody else
///     touches the bytes until the command is done
/// @param timeout for the answer, counted from when the command may be sent; afterwards it is aborted
public record ScsiRequest(long lun, ByteBuffer cdb, Direction direction, ByteBuffer data, Duration timeout) {
    /// What a command moves.
    public enum Direction {
        NONE,
        READ,
        WRITE
    }

    public ScsiRequest {
        if (direction == Direction.READ && data.isReadOnly()) {
            throw new IllegalArgumentException("the buffer of a read is read-only");
        }
        data = data.duplicate();
    }

    long cdbHigh() {
        return cdb(0);
    }

    long cdbLow() {
        return cdb(Long.BYTES);
    }

    /// Eight bytes of the CDB, zeros behind its end.
    private long cdb(int from) {
        long bytes = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            bytes = bytes << Byte.SIZE | (i < cdb.remaining() ? Byte.toUnsignedLong(cdb.get(cdb.position() + i)) : 0);
        }
        return bytes;
    }

    int length() {
        return direction == Direction.NONE ? 0 : data.remaining();
    }
}
