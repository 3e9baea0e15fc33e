package io.santinel.iscsi.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What every block may hold, given which writes were begun, acknowledged, or ended without an answer.
///
/// A write takes effect at some moment between its beginning and its end, perhaps more than once, because a session
/// sends it again after a relogin; the order of writes under way at the same time is open (SAM-5 §8.6.2, SIMPLE
/// tasks). One that ended without an answer took effect or did not. Nothing takes effect after its end: that is what
/// error recovery level 0 owes us. Hence, when something is known to have been the block's content at a moment after
/// `since`, all that ended before `since` is gone for good; and something is known by an acknowledged write, and by a
/// read.
///
/// Blocks are looked at one by one: SCSI promises no more about a transfer of several.
final class BlockModel {
    private static final int EXAMPLES_MAX = 10;

    /// A write; `begin` is its version as well.
    static final class Write {
        final long begin;
        final int lba;
        final int blocks;
        private long end = Long.MAX_VALUE;

        private Write(long begin, int lba, int blocks) {
            this.begin = begin;
            this.lba = lba;
            this.blocks = blocks;
        }

        @Override
        public String toString() {
            return begin + (end == Long.MAX_VALUE ? "…" : "…" + end);
        }
    }

    /// A read that is under way, with what its blocks could hold when it began.
    static final class Read {
        private final long begin;
        final int lba;
        final int blocks;
        private final Write[][] before;

        private Read(long begin, int lba, Write[][] before) {
            this.begin = begin;
            this.lba = lba;
            this.blocks = before.length;
            this.before = before;
        }
    }

    private final Write[][] candidates;
    private final List<String> examples = new ArrayList<>();
    private long time;
    private long stale;
    private long torn;

    BlockModel(int blocks) {
        Write blank = new Write(0, 0, blocks);
        blank.end = 0;
        candidates = new Write[blocks][];
        Arrays.fill(candidates, new Write[] {blank});
    }

    synchronized Write beginWrite(int lba, int blocks) {
        Write write = new Write(++time, lba, blocks);
        for (int block = lba; block < lba + blocks; block++) {
            Write[] more = Arrays.copyOf(candidates[block], candidates[block].length + 1);
            more[more.length - 1] = write;
            candidates[block] = more;
        }
        return write;
    }

    /// The target said that it is done.
    synchronized void acknowledged(Write write) {
        write.end = ++time;
        for (int block = write.lba; block < write.lba + write.blocks; block++) {
            settle(block, write.begin, write.begin);
        }
    }

    /// There is no answer, or the target said no.
    synchronized void ended(Write write) {
        write.end = ++time;
    }

    synchronized Read beginRead(int lba, int blocks) {
        return new Read(++time, lba, Arrays.copyOfRange(candidates, lba, lba + blocks));
    }

    /// Judges what a read brought.
    ///
    /// @param versions as [Blocks#version] names them
    /// @return how many blocks were not what they may be
    synchronized int check(Read read, long... versions) {
        int wrong = 0;
        for (int i = 0; i < versions.length; i++) {
            long version = versions[i];
            boolean begunMeanwhile = version > read.begin && version <= time;
            if (version == Blocks.TORN) {
                torn++;
                wrong++;
                example(read, i, "holds no version whole");
            } else if (begunMeanwhile || Arrays.stream(read.before[i]).anyMatch(w -> w.begin == version)) {
                settle(read.lba + i, version, read.begin);
            } else {
                stale++;
                wrong++;
                example(read, i, "holds version " + version);
            }
        }
        return wrong;
    }

    /// At some moment after `since` the block held this version.
    private void settle(int block, long version, long since) {
        Write[] now = candidates[block];
        if (now.length > 1) {
            candidates[block] = Arrays.stream(now)
                    .filter(write -> write.begin == version || write.end > since)
                    .toArray(Write[]::new);
        }
    }

    private void example(Read read, int index, String what) {
        if (examples.size() < EXAMPLES_MAX) {
            examples.add("block " + (read.lba + index) + " " + what + " at " + read.begin + "…" + time + ", may hold "
                    + Arrays.toString(read.before[index]));
        }
    }

    synchronized long stale() {
        return stale;
    }

    synchronized long torn() {
        return torn;
    }

    synchronized long wrong() {
        return stale + torn;
    }

    /// The first violations, in words.
    synchronized List<String> examples() {
        return List.copyOf(examples);
    }
}
