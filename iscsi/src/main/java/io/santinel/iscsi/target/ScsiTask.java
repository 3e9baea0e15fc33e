package io.santinel.iscsi.target;

import io.santinel.iscsi.pdu.ScsiCommand;
import io.santinel.iscsi.scsi.Sense;
import io.santinel.iscsi.target.Step.Collect;
import io.santinel.iscsi.target.Step.CompareIn;
import io.santinel.iscsi.target.Step.Done;
import io.santinel.iscsi.target.Step.OrIn;
import io.santinel.iscsi.target.Step.ReadOut;
import io.santinel.iscsi.target.Step.WriteIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A command that waits for data from its initiator.
final class ScsiTask {
    private final ScsiCommand command;
    private final Step step;
    private final @Nullable LogicalUnit unit;
    private final DataOutSequence sequence;
    private final int transferTag;
    private final Nexus nexus;
    private final int epoch;
    private final long wanted;
    private @Nullable ByteBuffer collected;
    private @Nullable Done failure;

    /// @param unit empty when the LUN does not exist: then the step is already over and only data is to be drained
    /// @param wanted bytes to be kept of what comes; more is dropped
    ScsiTask(
            ScsiCommand command,
            Step step,
            @Nullable LogicalUnit unit,
            Nexus nexus,
            DataOutSequence sequence,
            int transferTag,
            long wanted) {
        this.command = command;
        this.step = step;
        this.unit = unit;
        this.sequence = sequence;
        this.transferTag = transferTag;
        this.nexus = nexus;
        this.epoch = unit == null ? 0 : unit.epoch(nexus);
        this.wanted = wanted;
    }

    ScsiCommand command() {
        return command;
    }

    DataOutSequence sequence() {
        return sequence;
    }

    int transferTag() {
        return transferTag;
    }

    /// True when a reset of the unit or a preemption ended the task: it gets no response (SAM-5 §7.11).
    boolean terminated() {
        return unit != null && unit.epoch(nexus) != epoch;
    }

    long needed() {
        return needed(step);
    }

    /// Bytes that a command needs, for the residual.
    static long needed(Step step) {
        return switch (step) {
            case WriteIn write -> write.length();
            case OrIn or -> or.length();
            case CompareIn compare -> compare.length();
            case Collect collect -> collect.length();
            case ReadOut read -> read.length();
            case Done done -> done.data().remaining();
        };
    }

    /// Bytes that it collects before it can begin.
    int collects() {
        return step instanceof Collect collect ? collect.length() : 0;
    }

    /// Lets the command end with this once its data has come.
    void fail(Sense sense) {
        if (failure == null) {
            failure = Done.check(sense);
        }
    }

    /// Takes data for the command's buffer.
    void absorb(long offset, ByteBuffer data) {
        int length = (int) Math.min(data.remaining(), wanted - offset);
        if (failure != null || length <= 0) {
            return;
        }
        ByteBuffer kept = data.slice(data.position(), length);
        try {
            switch (step) {
                case WriteIn write -> unit().store().write(write.offset() + offset, kept);
                case OrIn or -> unit().medium().or(or.offset() + offset, kept);
                case CompareIn compare -> compare(compare.offset() + offset, offset, kept);
                case Collect collect -> collected(collect).put((int) offset, kept, 0, length);
                case ReadOut _, Done _ -> {}
            }
        } catch (IOException e) {
            failure = Done.MEDIUM_ERROR;
        }
    }

    /// How the command ends, all data having come.
    Done end() {
        if (failure != null) {
            return failure;
        }
        return switch (step) {
            case Collect collect when wanted < collect.length() -> Done.check(Sense.INVALID_PARAMETER_LENGTH);
            case Collect collect -> collect.then().apply(collected(collect));
            case Done done -> done;
            case WriteIn write -> write.flush() ? flush(unit().store()) : Done.GOOD;
            case OrIn _, CompareIn _, ReadOut _ -> Done.GOOD;
        };
    }

    /// Makes what was written safe.
    static Done flush(Backstore store) {
        try {
            store.flush();
            return Done.GOOD;
        } catch (IOException e) {
            return Done.MEDIUM_ERROR;
        }
    }

    private void compare(long at, long offset, ByteBuffer expected) throws IOException {
        int differs = unit().medium().mismatch(at, expected);
        if (differs >= 0) {
            fail(Sense.miscompare(offset + differs));
        }
    }

    private LogicalUnit unit() {
        if (unit == null) {
            throw new IllegalStateException("data for a unit that does not exist");
        }
        return unit;
    }

    private ByteBuffer collected(Collect collect) {
        ByteBuffer buffer = collected;
        if (buffer == null) {
            buffer = ByteBuffer.allocate(collect.length());
            collected = buffer;
        }
        return buffer;
    }
}
