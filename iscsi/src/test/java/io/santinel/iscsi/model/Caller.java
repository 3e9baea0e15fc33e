package io.santinel.iscsi.model;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.session.Completion;
import io.santinel.iscsi.session.ScsiResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// One of those who read and write at random, a command at a time; what they learn goes to the model.
final class Caller {
    /// A command that has no end within this hangs.
    private static final long END_WITHIN_SECONDS = 60;

    private static final long PAUSE_MILLIS = 5;

    private final Disk disk;
    private final BlockModel model;
    private final Blocks blocks;
    private final Counts counts;
    private final Random random;
    private final int region;
    private final int longest;
    private final ByteBuffer into;

    /// What all callers did.
    ///
    /// @param twice commands that ended a second time, which must not be
    record Counts(LongAdder reads, LongAdder writes, LongAdder refused, LongAdder unanswered, LongAdder twice) {
        Counts() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private enum End {
        GOOD,
        REFUSED,
        UNANSWERED
    }

    /// @param region blocks that all callers share
    /// @param longest blocks of a command, at most
    Caller(Disk disk, BlockModel model, Blocks blocks, Counts counts, Random random, int region, int longest) {
        this.disk = disk;
        this.model = model;
        this.blocks = blocks;
        this.counts = counts;
        this.random = random;
        this.region = region;
        this.longest = longest;
        into = ByteBuffer.allocateDirect(longest * Blocks.SIZE);
    }

    /// One command.
    void turn() throws IOException, InterruptedException {
        int count = 1 + (random.nextInt(4) == 0 ? random.nextInt(longest) : random.nextInt(Math.min(longest, 8)));
        int lba = random.nextInt(region - count + 1);
        boolean good = random.nextBoolean() ? write(lba, count) : read(lba, count);
        if (!good) {
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private boolean write(int lba, int count) throws IOException, InterruptedException {
        BlockModel.Write write = model.beginWrite(lba, count);
        Answer answer = new Answer(counts, end -> {
            if (end == End.GOOD) {
                model.acknowledged(write);
            } else {
                model.ended(write);
            }
        });
        disk.write(lba, count, blocks.fill(lba, count, write.begin), answer);
        return count(answer.await(), counts.writes) == End.GOOD;
    }

    /// Reads and checks; true when there was an answer, whatever it brought.
    boolean read(int lba, int count) throws IOException, InterruptedException {
        BlockModel.Read read = model.beginRead(lba, count);
        Answer answer = new Answer(counts, _ -> {});
        into.clear().limit(count * Blocks.SIZE);
        disk.read(lba, count, into, answer);
        End end = count(answer.await(), counts.reads);
        if (end == End.GOOD) {
            long[] versions = new long[count];
            for (int i = 0; i < count; i++) {
                versions[i] = blocks.version(into, i, lba + i);
            }
            model.check(read, versions);
        }
        return end == End.GOOD;
    }

    private End count(End end, LongAdder good) {
        switch (end) {
            case GOOD -> good.increment();
            case REFUSED -> counts.refused.increment();
            case UNANSWERED -> counts.unanswered.increment();
        }
        return end;
    }

    /// The end of one command.
    ///
    /// @param told in the thread that brings the answer, before anybody else can know of it
    private record Answer(Counts counts, Consumer<End> told, CompletableFuture<End> end) implements Completion {
        Answer(Counts counts, Consumer<End> told) {
            this(counts, told, new CompletableFuture<>());
        }

        @Override
        public void done(ScsiResult result) {
            tell(result.isGood() ? End.GOOD : End.REFUSED);
        }

        @Override
        public void failed(IscsiException why) {
            tell(End.UNANSWERED);
        }

        private void tell(End how) {
            if (end.isDone()) {
                counts.twice.increment();
                return;
            }
            told.accept(how);
            end.complete(how);
        }

        End await() throws IOException, InterruptedException {
            try {
                return end.get(END_WITHIN_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new IOException("a command has no end within " + END_WITHIN_SECONDS + " s", e);
            } catch (ExecutionException e) {
                throw new IOException(e);
            }
        }
    }
}
