package io.santinel.iscsi.target;

import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Step.Collect;
import io.santinel.iscsi.target.Step.CompareIn;
import io.santinel.iscsi.target.Step.Done;
import io.santinel.iscsi.target.Step.OrIn;
import io.santinel.iscsi.target.Step.ReadOut;
import io.santinel.iscsi.target.Step.WriteIn;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The blocks of a unit and the commands that move or compare them (SBC-3 §5).
final class Medium {
    private final Backstore store;
    private final int blockSize;
    private final long blocks;
    private final boolean cached;

    Medium(Backstore store) {
        this.store = store;
        this.blockSize = store.blockSize();
        this.blocks = store.blocks();
        this.cached = store.cached();
    }

    Backstore store() {
        return store;
    }

    int blockSize() {
        return blockSize;
    }

    long blocks() {
        return blocks;
    }

    /// Blocks that are best written together.
    int granularity() {
        return Math.max(1, store.physicalBlockSize() / blockSize);
    }

    /// Bytes of so many blocks, or where that block begins.
    long bytes(long number) {
        return number * blockSize;
    }

    boolean inRange(long lba, long count) {
        return lba >= 0 && lba <= blocks && count <= blocks - lba;
    }

    private Step range(long lba, long count, Step step) {
        if (!inRange(lba, count)) {
            return Done.OUT_OF_RANGE;
        }
        return count > Inquiry.MAX_TRANSFER_BLOCKS ? Done.check(Sense.INVALID_CDB) : step;
    }

    Step read(Command.Read command) {
        return range(command.lba(), command.blocks(), new ReadOut(bytes(command.lba()), bytes(command.blocks())));
    }

    Step write(long lba, long count, boolean forceUnitAccess) {
        return range(lba, count, new WriteIn(bytes(lba), bytes(count), forceUnitAccess && cached));
    }

    /// What was written is on the medium at once as far as a read can tell: BYTCHK needs no second look.
    Step writeAndVerify(Command.WriteAndVerify command) {
        return command.byteCheck() > 1 ? Done.invalid(1) : write(command.lba(), command.blocks(), true);
    }

    Step orWrite(Command.OrWrite command) {
        return range(command.lba(), command.blocks(), new OrIn(bytes(command.lba()), bytes(command.blocks())));
    }

    /// Nothing is fetched: all blocks are as near as they can be.
    Done preFetch(Command.PreFetch command) {
        return inRange(command.lba(), command.blocks()) ? Done.GOOD : Done.OUT_OF_RANGE;
    }

    Done flush(Command.SynchronizeCache command) throws IOException {
        if (!inRange(command.lba(), command.blocks())) {
            return Done.OUT_OF_RANGE;
        }
        store.flush();
        return Done.GOOD;
    }

    Step verify(Command.Verify command) {
        long offset = bytes(command.lba());
        return switch (command.byteCheck()) {
            case 0 -> inRange(command.lba(), command.blocks()) ? Done.GOOD : Done.OUT_OF_RANGE;
            case 1 -> range(command.lba(), command.blocks(), new CompareIn(offset, bytes(command.blocks())));
            case 3 ->
                range(command.lba(), command.blocks(), new Collect(blockSize, block -> compareEach(command, block)));
            default -> Done.invalid(1);
        };
    }

    private Done compareEach(Command.Verify command, ByteBuffer block) {
        try {
            for (long i = 0; i < command.blocks(); i++) {
                int differs = mismatch(bytes(command.lba() + i), block.duplicate());
                if (differs >= 0) {
                    return Done.check(Sense.miscompare(differs));
                }
            }
            return Done.GOOD;
        } catch (IOException e) {
            return Done.MEDIUM_ERROR;
        }
    }

    /// Index of the first byte that differs from the medium, or -1.
    int mismatch(long offset, ByteBuffer expected) throws IOException {
        return fetch(offset, expected.remaining()).mismatch(expected);
    }

    /// A command that says 0 blocks, or any other number than the initiator is about to send, is refused: one of the
    /// two is wrong, and success would claim a comparison that nobody made (256 blocks are 0 in its eight bits).
    ///
    /// @param dataOut bytes that the initiator is about to send
    Step compareAndWrite(Command.CompareAndWrite command, long dataOut) {
        int half = command.blocks() * blockSize;
        if (command.blocks() > Inquiry.MAX_COMPARE_AND_WRITE_BLOCKS || dataOut != 2L * half) {
            return Done.invalid(13);
        }
        long offset = bytes(command.lba());
        return half == 0
                ? inRange(command.lba(), 0) ? Done.GOOD : Done.OUT_OF_RANGE
                : range(command.lba(), command.blocks(), new Collect(2 * half, both -> compareAndWrite(offset, both)));
    }

    /// One at a time, so that of two that expect the same block only one finds it.
    private synchronized Done compareAndWrite(long offset, ByteBuffer both) {
        int half = both.remaining() / 2;
        try {
            int differs = mismatch(offset, both.slice(both.position(), half));
            if (differs >= 0) {
                return Done.check(Sense.miscompare(differs));
            }
            store.write(offset, both.slice(both.position() + half, half));
            return Done.GOOD;
        } catch (IOException e) {
            return Done.MEDIUM_ERROR;
        }
    }

    /// Adds bits to what is there, one at a time.
    synchronized void or(long offset, ByteBuffer bits) throws IOException {
        ByteBuffer there = fetch(offset, bits.remaining());
        for (int i = 0; i < there.limit(); i++) {
            there.put(i, (byte) (there.get(i) | bits.get(bits.position() + i)));
        }
        store.write(offset, there);
    }

    private ByteBuffer fetch(long offset, int length) throws IOException {
        ByteBuffer there = ByteBuffer.allocate(length);
        store.read(offset, there);
        return there.flip();
    }
}
