package io.santinel.iscsi.initiator;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.Lun;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.scsi.Status;
import io.santinel.iscsi.session.Completion;
import io.santinel.iscsi.session.Direction;
import io.santinel.iscsi.session.InitiatorSession;
import io.santinel.iscsi.session.ScsiResult;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A logical unit of a session. Any thread may use it, any number at a time. While the session is being recovered
/// commands wait; they fail when the replacement timeout has passed.
public final class LogicalUnit {
    /// A blocking transfer goes out in commands no longer than this.
    public static final int MAX_TRANSFER = 4 << 20;

    /// Unit attentions and aborted commands that are met by sending the command again, in a row.
    private static final int RETRIES = 5;

    private static final Duration BUSY_PAUSE = Duration.ofMillis(50);
    private static final int CAPACITY_LENGTH = 32;
    private static final int CAPACITY_10_LENGTH = 8;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final InitiatorSession session;
    private final int lun;
    private final long lunBits;
    private final long timeoutNanos;
    private volatile @Nullable Capacity known;

    LogicalUnit(InitiatorSession session, int lun, Duration timeout) {
        this.session = session;
        this.lun = lun;
        lunBits = Lun.bits(lun);
        timeoutNanos = timeout.toNanos();
    }

    public int lun() {
        return lun;
    }

    /// Fills the buffer from its position to its limit, whose distance is a multiple of the block length.
    ///
    /// @throws IscsiException when it could not be done; the buffer's content is then undefined
    public void read(long lba, ByteBuffer into) throws IscsiException, InterruptedIOException {
        transfer(lba, into, Direction.READ);
    }

    /// Writes the buffer from its position to its limit, whose distance is a multiple of the block length.
    public void write(long lba, ByteBuffer from) throws IscsiException, InterruptedIOException {
        transfer(lba, from, Direction.WRITE);
    }

    /// One READ command without waiting for it, except for room in the session's depth; in a completion not even for
    /// that. Nothing is allocated.
    ///
    /// @param blocks as many as the buffer has room for from its position to its limit, or fewer
    /// @param into the object itself is the session's until the command is over, and is then as it was; others may
    ///     share its bytes ([ByteBuffer#duplicate])
    public void readAsync(long lba, int blocks, ByteBuffer into, Completion completion) throws InterruptedIOException {
        checkBuffer(Direction.READ, into);
        submit(Cdb.readHigh(lba, blocks), Cdb.transferLow(lba, blocks), Direction.READ, into, completion);
    }

    /// One WRITE command without waiting for it; see [#readAsync].
    public void writeAsync(long lba, int blocks, ByteBuffer from, Completion completion) throws InterruptedIOException {
        submit(Cdb.writeHigh(lba, blocks), Cdb.transferLow(lba, blocks), Direction.WRITE, from, completion);
    }

    private void submit(long cdbHigh, long cdbLow, Direction direction, ByteBuffer data, Completion completion)
            throws InterruptedIOException {
        try {
            session.submit(
                    lunBits,
                    cdbHigh,
                    cdbLow,
                    direction,
                    data,
                    data.position(),
                    data.remaining(),
                    timeoutNanos,
                    completion);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    /// Fills several buffers one behind the other; their commands are under way at the same time.
    ///
    /// @param into each with room for whole blocks
    /// @throws IscsiException when it could not be done; the buffers' content is then undefined
    public void read(long lba, ByteBuffer... into) throws IscsiException, InterruptedIOException {
        FutureTransfer.all(this, Direction.READ, lba, into);
    }

    /// Writes several buffers one behind the other; their commands are under way at the same time.
    ///
    /// @param from each with whole blocks
    /// @throws IscsiException when it could not be done; any of the blocks may be written then
    public void write(long lba, ByteBuffer... from) throws IscsiException, InterruptedIOException {
        FutureTransfer.all(this, Direction.WRITE, lba, from);
    }

    /// Reads without waiting, except for the capacity the first time and for room in the session's queue. The
    /// buffer's position moves when the future completes. What depends on the future runs in one of the session's
    /// threads: it must be quick and must not wait for another command, unless it depends by an `…Async` form.
    ///
    /// @param into with room for whole blocks; nobody else touches it until the future is complete
    public CompletableFuture<ByteBuffer> readFuture(long lba, ByteBuffer into)
            throws IscsiException, InterruptedIOException {
        return FutureTransfer.start(this, Direction.READ, lba, into);
    }

    /// Writes without waiting, as [#readFuture] reads.
    ///
    /// @param from whole blocks
    public CompletableFuture<ByteBuffer> writeFuture(long lba, ByteBuffer from)
            throws IscsiException, InterruptedIOException {
        return FutureTransfer.start(this, Direction.WRITE, lba, from);
    }

    /// The unit's bytes as a file's, for reading and writing.
    public LunChannel channel() throws IscsiException, InterruptedIOException {
        return new LunChannel(this, capacity(), false);
    }

    /// The unit's bytes as a file's, for reading alone.
    public LunChannel readOnlyChannel() throws IscsiException, InterruptedIOException {
        return new LunChannel(this, capacity(), true);
    }

    /// SYNCHRONIZE CACHE of the whole unit. One that does not know the command has no cache to write back.
    public void flush() throws IscsiException, InterruptedIOException {
        ByteBuffer cdb = Cdb.synchronizeCache();
        ScsiResult result = retried(cdb, Direction.NONE, NOTHING);
        if (Sense.parse(result.sense()).filter(Sense.INVALID_OPCODE::isSame).isEmpty()) {
            good(cdb.get(0), result);
        }
    }

    public void testUnitReady() throws IscsiException, InterruptedIOException {
        good(Cdb.testUnitReady(), Direction.NONE, NOTHING);
    }

    public InquiryAnswer inquiry() throws IscsiException, InterruptedIOException {
        ByteBuffer answer = ByteBuffer.allocate(InquiryAnswer.LENGTH);
        good(Cdb.inquiry(answer.capacity()), Direction.READ, answer);
        return InquiryAnswer.parse(answer);
    }

    /// READ CAPACITY (16), or (10) where the unit does not know that.
    public Capacity capacity() throws IscsiException, InterruptedIOException {
        ByteBuffer answer = ByteBuffer.allocate(CAPACITY_LENGTH);
        ScsiResult result = retried(Cdb.readCapacity16(answer.capacity()), Direction.READ, answer);
        Capacity capacity;
        if (result.isGood()) {
            capacity = new Capacity(answer.getLong(0) + 1, answer.getInt(8));
        } else {
            good(Cdb.readCapacity10(), Direction.READ, answer.limit(CAPACITY_10_LENGTH));
            capacity = new Capacity(Integer.toUnsignedLong(answer.getInt(0)) + 1, answer.getInt(4));
        }
        if (!capacity.isSensible() || capacity.blockLength() > MAX_TRANSFER) {
            throw new IscsiException(
                    ErrorCode.ERR,
                    this + ": " + Long.toUnsignedString(capacity.blocks()) + " blocks of " + capacity.blockLength()
                            + " bytes make no sense");
        }
        known = capacity;
        return capacity;
    }

    /// Any command; waits for its answer, which may be that the target said no. The buffer is not moved.
    public ScsiResult execute(ByteBuffer cdb, Direction direction, ByteBuffer data)
            throws IscsiException, InterruptedIOException {
        checkBuffer(direction, data);
        return execute(Cdb.high(cdb), Cdb.low(cdb), direction, data.duplicate(), data.remaining());
    }

    private static void checkBuffer(Direction direction, ByteBuffer data) {
        if (direction == Direction.READ && data.isReadOnly()) {
            throw new IllegalArgumentException("the buffer of a read is read-only");
        }
    }

    private ScsiResult execute(long high, long low, Direction direction, ByteBuffer data, int bytes)
            throws IscsiException, InterruptedIOException {
        int length = direction == Direction.NONE ? 0 : bytes;
        try {
            return session.execute(lunBits, high, low, direction, data, data.position(), length, timeoutNanos);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private void transfer(long lba, ByteBuffer data, Direction direction)
            throws IscsiException, InterruptedIOException {
        checkBuffer(direction, data);
        int blockLength = blockLength(data);
        long at = lba;
        while (data.hasRemaining()) {
            int bytes = Math.min(data.remaining(), MAX_TRANSFER / blockLength * blockLength);
            int blocks = bytes / blockLength;
            long high = direction == Direction.READ ? Cdb.readHigh(at, blocks) : Cdb.writeHigh(at, blocks);
            ScsiResult result = good(high, Cdb.transferLow(at, blocks), direction, data, bytes);
            long moved = direction == Direction.READ ? result.received() : bytes - result.underflow();
            if (moved != bytes) {
                throw new IscsiException(
                        ErrorCode.ERR, this + ": block " + at + ": " + moved + " of " + bytes + " bytes were moved");
            }
            data.position(data.position() + bytes);
            at += blocks;
        }
    }

    /// The block length, of which the buffer must hold a multiple.
    int blockLength(ByteBuffer data) throws IscsiException, InterruptedIOException {
        Capacity size = known;
        int blockLength = (size == null ? capacity() : size).blockLength();
        if (data.remaining() % blockLength != 0) {
            throw new IllegalArgumentException(
                    this + ": " + data.remaining() + " bytes are no multiple of the block length " + blockLength);
        }
        return blockLength;
    }

    /// The result of a command that must go well.
    private ScsiResult good(ByteBuffer cdb, Direction direction, ByteBuffer data)
            throws IscsiException, InterruptedIOException {
        return good(Cdb.high(cdb), Cdb.low(cdb), direction, data.duplicate(), data.remaining());
    }

    private ScsiResult good(long high, long low, Direction direction, ByteBuffer data, int bytes)
            throws IscsiException, InterruptedIOException {
        return good((byte) (high >>> 56), retried(high, low, direction, data, bytes));
    }

    private ScsiResult good(byte operation, ScsiResult result) throws IscsiException {
        if (!result.isGood()) {
            throw new IscsiException(ErrorCode.ERR, this + ": command 0x%02x: ".formatted(operation) + text(result));
        }
        return result;
    }

    /// Sends a command again that met news about the unit or was aborted there (SAM-5 §5.14), or came at a bad time.
    ScsiResult retried(ByteBuffer cdb, Direction direction, ByteBuffer data)
            throws IscsiException, InterruptedIOException {
        return retried(Cdb.high(cdb), Cdb.low(cdb), direction, data.duplicate(), data.remaining());
    }

    private ScsiResult retried(long high, long low, Direction direction, ByteBuffer data, int bytes)
            throws IscsiException, InterruptedIOException {
        ScsiResult result = execute(high, low, direction, data, bytes);
        for (int i = 0; i < RETRIES && isTransient(result); i++) {
            pauseAfter(result);
            result = execute(high, low, direction, data, bytes);
        }
        return result;
    }

    private static boolean isTransient(ScsiResult result) {
        if (result.response() != 0 || result.isGood()) {
            return false;
        }
        return result.status() == Status.BUSY.code()
                || result.status() == Status.TASK_SET_FULL.code()
                || result.status() == Status.TASK_ABORTED.code()
                || Sense.parse(result.sense())
                        .filter(sense -> sense.key() == Sense.UNIT_ATTENTION || sense.key() == Sense.ABORTED_COMMAND)
                        .isPresent();
    }

    private static void pauseAfter(ScsiResult result) throws InterruptedIOException {
        try {
            if (result.status() != Status.CHECK_CONDITION.code()) {
                Thread.sleep(BUSY_PAUSE);
            }
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private static String text(ScsiResult result) {
        if (result.response() != 0) {
            return "target failure, response 0x%02x".formatted(result.response());
        }
        String status = Status.of(result.status())
                .map(Enum::name)
                .orElseGet(() -> "status 0x%02x".formatted(result.status()))
                .replace('_', ' ');
        return status + Sense.parse(result.sense()).map(sense -> ", " + sense).orElse("");
    }

    static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while a command was under way");
    }

    @Override
    public String toString() {
        return session.target() + " LUN " + lun;
    }
}
