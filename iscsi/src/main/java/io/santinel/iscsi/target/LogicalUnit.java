package io.santinel.iscsi.target;

import io.santinel.iscsi.scsi.Answers;
import io.santinel.iscsi.scsi.Command;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.scsi.Inquiry;
import io.santinel.iscsi.scsi.ModePages;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Step.Collect;
import io.santinel.iscsi.target.Step.CompareIn;
import io.santinel.iscsi.target.Step.Done;
import io.santinel.iscsi.target.Step.ReadOut;
import io.santinel.iscsi.target.Step.WriteIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;

/// A direct-access block device on a backstore: decides what each command needs and answers those that need no bulk
/// data.
public final class LogicalUnit {
    private static final int UNMAP_HEADER = 8;
    private static final int UNMAP_DESCRIPTOR = 16;
    private static final int SAVED_VALUES = 3;
    private static final Sense INVALID_LENGTH = Sense.of(Sense.ILLEGAL_REQUEST, 0x24, 0x00);
    static final Sense MEDIUM_ERROR = Sense.of(Sense.MEDIUM_ERROR, 0x11, 0x00);

    private final int number;
    private final Identity identity;
    private final Backstore store;
    private final int blockSize;
    private final long blocks;
    private final AtomicInteger epoch = new AtomicInteger();

    public LogicalUnit(int number, Identity identity, Backstore store) {
        this.number = number;
        this.identity = identity;
        this.store = store;
        this.blockSize = store.blockSize();
        this.blocks = store.blocks();
    }

    public int number() {
        return number;
    }

    public Backstore store() {
        return store;
    }

    /// Counts resets: a task that began in an earlier epoch is over.
    int epoch() {
        return epoch.get();
    }

    /// Ends all tasks of the unit, whoever began them.
    void terminateTasks() {
        epoch.incrementAndGet();
    }

    /// Starts a command.
    ///
    /// @param luns all units of the target, for REPORT LUNS
    Step begin(Nexus nexus, Command command, SortedSet<Integer> luns) {
        Optional<Sense> attention = hearsAttention(command) ? nexus.takeAttention(number) : Optional.empty();
        if (attention.isPresent() && !(command instanceof Command.RequestSense)) {
            return Done.check(attention.get());
        }
        try {
            return switch (command) {
                case Command.Read c ->
                    range(c.lba(), c.blocks(), new ReadOut(c.lba() * blockSize, c.blocks() * blockSize));
                case Command.Write c -> write(c.lba(), c.blocks());
                case Command.TestUnitReady _ -> Done.GOOD;
                case Command.RequestSense c -> requestSense(c, attention.orElse(Sense.NONE));
                case Command.Inquiry c -> inquiry(nexus, c);
                case Command.ReadCapacity10 _ -> Done.good(Answers.capacity10(blocks, blockSize));
                case Command.ReadCapacity16 c -> cut(Answers.capacity16(blocks, blockSize), c.allocationLength());
                case Command.GetLbaStatus c -> lbaStatus(c);
                case Command.ReportLuns c -> reportLuns(c, luns);
                case Command.ModeSense c -> modeSense(c);
                case Command.WriteAndVerify c -> c.byteCheck() > 1 ? invalid(1) : write(c.lba(), c.blocks());
                case Command.Verify c -> verify(c);
                case Command.CompareAndWrite c -> compareAndWrite(c);
                case Command.WriteSame c -> writeSame(c);
                case Command.Unmap c -> unmap(c);
                case Command.PreFetch c -> inRange(c.lba(), c.blocks()) ? Done.GOOD : outOfRange();
                case Command.SynchronizeCache c -> flush(c);
                case Command.StartStopUnit c -> c.powerCondition() == 0 ? Done.GOOD : invalid(4);
                case Command.PreventAllowMediumRemoval _ -> Done.GOOD;
                case Command.PersistentReserveIn c ->
                    cut(Answers.persistentReserveIn(c.serviceAction()), c.allocationLength(), 1);
                case Command.ReportSupportedOperationCodes c ->
                    cut(Answers.supportedOperations(c), c.allocationLength(), 2);
                case Command.ReportSupportedTaskManagementFunctions c ->
                    cut(Answers.taskManagementFunctions(), c.allocationLength());
                case Command.Unsupported _ -> Done.check(Sense.INVALID_OPCODE);
                case Command.Invalid c -> invalid(c.at());
            };
        } catch (IOException e) {
            return Done.check(MEDIUM_ERROR);
        }
    }

    /// Answers for a LUN that does not exist (SPC-4 §6.6.1, §6.36, §6.39).
    static Done absent(Command command, SortedSet<Integer> luns) {
        return switch (command) {
            case Command.Inquiry c when !c.vital() -> cut(Inquiry.noUnit(), c.allocationLength());
            case Command.RequestSense c -> requestSense(c, Sense.LUN_NOT_SUPPORTED);
            case Command.ReportLuns c -> reportLuns(c, luns);
            case Command _ -> Done.check(Sense.LUN_NOT_SUPPORTED);
        };
    }

    /// INQUIRY, REPORT LUNS and a wrong CDB leave a unit attention pending (SAM-5 §5.14).
    private static boolean hearsAttention(Command command) {
        return !(command instanceof Command.Inquiry || command instanceof Command.ReportLuns);
    }

    private Step range(long lba, long count, Step step) {
        if (!inRange(lba, count)) {
            return outOfRange();
        }
        return count > Inquiry.MAX_TRANSFER_BLOCKS ? Done.check(INVALID_LENGTH) : step;
    }

    private Step write(long lba, long count) {
        return range(lba, count, new WriteIn(lba * blockSize, count * blockSize));
    }

    private boolean inRange(long lba, long count) {
        return lba >= 0 && lba <= blocks && count <= blocks - lba;
    }

    private static Done outOfRange() {
        return Done.check(Sense.LBA_OUT_OF_RANGE);
    }

    private static Done invalid(int at) {
        return Done.check(Sense.invalidField(at));
    }

    private static Done cut(Optional<ByteBuffer> answer, int allocationLength, int at) {
        return answer.map(data -> cut(data, allocationLength)).orElseGet(() -> invalid(at));
    }

    private static Done cut(ByteBuffer answer, int allocationLength) {
        return Done.good(answer.remaining() > allocationLength ? answer.slice(0, allocationLength) : answer);
    }

    private static Done requestSense(Command.RequestSense command, Sense sense) {
        return cut(command.descriptor() ? sense.toDescriptor() : sense.toFixed(), command.allocationLength());
    }

    private Done inquiry(Nexus nexus, Command.Inquiry command) {
        return command.vital()
                ? cut(Inquiry.vital(command.page(), identity, nexus.port()), command.allocationLength(), 2)
                : cut(Inquiry.standard(identity), command.allocationLength());
    }

    private static Done reportLuns(Command.ReportLuns command, SortedSet<Integer> luns) {
        return switch (command.select()) {
            case 0, 2 -> cut(Answers.luns(luns), command.allocationLength());
            case 1 -> cut(Answers.luns(java.util.List.of()), command.allocationLength());
            default -> invalid(2);
        };
    }

    private Done lbaStatus(Command.GetLbaStatus command) {
        return inRange(command.lba(), 1)
                ? cut(Answers.lbaStatus(command.lba(), blocks), command.allocationLength())
                : outOfRange();
    }

    private Done modeSense(Command.ModeSense command) {
        return command.control() == SAVED_VALUES
                ? Done.check(Sense.SAVING_NOT_SUPPORTED)
                : cut(ModePages.sense(command, blocks, blockSize), command.allocationLength(), 2);
    }

    private Step verify(Command.Verify command) {
        long offset = command.lba() * blockSize;
        long length = command.blocks() * blockSize;
        return switch (command.byteCheck()) {
            case 0 -> inRange(command.lba(), command.blocks()) ? Done.GOOD : outOfRange();
            case 1 -> range(command.lba(), command.blocks(), new CompareIn(offset, length));
            case 3 ->
                range(command.lba(), command.blocks(), new Collect(blockSize, block -> compareEach(command, block)));
            default -> invalid(1);
        };
    }

    private Done compareEach(Command.Verify command, ByteBuffer block) {
        try {
            for (long i = 0; i < command.blocks(); i++) {
                int differs = mismatch((command.lba() + i) * blockSize, block.duplicate());
                if (differs >= 0) {
                    return Done.check(Sense.miscompare(differs));
                }
            }
            return Done.GOOD;
        } catch (IOException e) {
            return Done.check(MEDIUM_ERROR);
        }
    }

    /// Index of the first byte that differs from the medium, or -1.
    int mismatch(long offset, ByteBuffer expected) throws IOException {
        ByteBuffer there = ByteBuffer.allocate(expected.remaining());
        store.read(offset, there);
        return there.flip().mismatch(expected);
    }

    private Step compareAndWrite(Command.CompareAndWrite command) {
        if (command.blocks() > Inquiry.MAX_COMPARE_AND_WRITE_BLOCKS) {
            return invalid(13);
        }
        int half = command.blocks() * blockSize;
        long offset = command.lba() * blockSize;
        return half == 0
                ? inRange(command.lba(), 0) ? Done.GOOD : outOfRange()
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
            return Done.check(MEDIUM_ERROR);
        }
    }

    private Step writeSame(Command.WriteSame command) throws IOException {
        if (command.anchor()) {
            return invalid(1);
        }
        if (!inRange(command.lba(), command.blocks())) {
            return outOfRange();
        }
        if (command.blocks() == 0 || command.blocks() > Inquiry.MAX_UNMAP_BLOCKS) {
            return Done.check(INVALID_LENGTH);
        }
        if (command.noData()) {
            store.zero(command.lba() * blockSize, command.blocks() * blockSize);
            return Done.GOOD;
        }
        return new Collect(blockSize, block -> fill(command, block));
    }

    private Done fill(Command.WriteSame command, ByteBuffer block) {
        try {
            for (long i = 0; i < command.blocks(); i++) {
                store.write((command.lba() + i) * blockSize, block.duplicate());
            }
            return Done.GOOD;
        } catch (IOException e) {
            return Done.check(MEDIUM_ERROR);
        }
    }

    private Step unmap(Command.Unmap command) {
        int length = command.parameterListLength();
        if (command.anchor()) {
            return invalid(1);
        }
        if (length == 0) {
            return Done.GOOD;
        }
        return length < UNMAP_HEADER ? Done.check(Sense.INVALID_PARAMETER_LENGTH) : new Collect(length, this::unmap);
    }

    private Done unmap(ByteBuffer list) {
        int bytes = Math.min(list.getShort(list.position() + 2) & 0xffff, list.remaining() - UNMAP_HEADER);
        int count = bytes / UNMAP_DESCRIPTOR;
        if (count > Inquiry.MAX_UNMAP_DESCRIPTORS) {
            return Done.check(Sense.INVALID_PARAMETER);
        }
        try {
            for (int i = 0; i < count; i++) {
                int at = list.position() + UNMAP_HEADER + i * UNMAP_DESCRIPTOR;
                long lba = list.getLong(at);
                long number = list.getInt(at + 8) & 0xffffffffL;
                if (number > Inquiry.MAX_UNMAP_BLOCKS) {
                    return Done.check(Sense.INVALID_PARAMETER);
                }
                if (!inRange(lba, number)) {
                    return outOfRange();
                }
                store.zero(lba * blockSize, number * blockSize);
            }
            return Done.GOOD;
        } catch (IOException e) {
            return Done.check(MEDIUM_ERROR);
        }
    }

    private Done flush(Command.SynchronizeCache command) throws IOException {
        if (!inRange(command.lba(), command.blocks())) {
            return outOfRange();
        }
        store.flush();
        return Done.GOOD;
    }
}
