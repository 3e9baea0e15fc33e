package io.santinel.app.demo;

import io.santinel.host.model.Session;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.LogicalUnit;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a machine of the demo does with its disks: one worker a session, at a pace that swings, three reads to a write.
/// What it wrote it checks when it reads: each block holds its own number. The machine's pace is shared by the paths
/// that are up, so that the others take over when a portal closes.
final class Workload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workload.class);
    private static final int BLOCK = 512;
    private static final int BLOCKS_MAX = 128;
    private static final long REGION_BLOCKS = 16_384;
    private static final double SWING_SECONDS = 47;

    private final DemoMachine.Plan plan;
    private final List<IscsiSession> sessions;
    private final List<Thread> workers = new ArrayList<>();

    private Workload(DemoMachine.Plan plan, List<IscsiSession> sessions) {
        this.plan = plan;
        this.sessions = sessions;
    }

    static Workload start(DemoMachine.Plan plan, List<IscsiSession> sessions) {
        Workload workload = new Workload(plan, sessions);
        for (int path = 0; path < sessions.size(); path++) {
            int mine = path;
            workload.workers.add(
                    Thread.ofVirtual().name("work " + plan.name() + " " + path).start(() -> workload.work(mine)));
        }
        return workload;
    }

    private void work(int path) {
        SplittableRandom random = new SplittableRandom(plan.name().hashCode() + path);
        IscsiSession session = sessions.get(path);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK * BLOCKS_MAX);
        try {
            while (true) {
                Thread.sleep(pauseMillis());
                if (isUp(session)) {
                    once(session, path, random, buffer.clear());
                }
            }
        } catch (InterruptedException | InterruptedIOException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Failing I/O of a path that just went down is what the demo shows; the page says why.
    private void once(IscsiSession session, int path, SplittableRandom random, ByteBuffer buffer)
            throws InterruptedIOException {
        LogicalUnit unit = session.logicalUnit(random.nextInt(DemoArray.UNITS));
        int blocks = 1 << random.nextInt(8);
        long lba = path * REGION_BLOCKS + random.nextLong(REGION_BLOCKS - blocks);
        buffer.limit(blocks * BLOCK);
        try {
            if (random.nextInt(4) == 0) {
                fill(buffer, lba);
                unit.write(lba, buffer);
            } else {
                unit.read(lba, buffer);
                check(buffer.flip(), lba, unit);
            }
        } catch (IscsiException e) {
            LOG.debug("{}: {}", plan.name(), e.getMessage());
        }
    }

    private static void fill(ByteBuffer buffer, long lba) {
        for (int at = 0; at < buffer.limit(); at += Long.BYTES) {
            buffer.putLong(at, lba + at / BLOCK);
        }
    }

    private void check(ByteBuffer buffer, long lba, LogicalUnit unit) {
        for (int at = 0; at < buffer.limit(); at += Long.BYTES) {
            long found = buffer.getLong(at);
            if (found != 0 && found != lba + at / BLOCK) {
                LOG.error("{}: {} block {} holds {}: data is wrong", plan.name(), unit, lba + at / BLOCK, found);
                return;
            }
        }
    }

    private long pauseMillis() {
        long up = Math.max(1, sessions.stream().filter(Workload::isUp).count());
        double swing = 1 + 0.6 * Math.sin(System.nanoTime() / 1e9 * 2 * Math.PI / SWING_SECONDS + plan.target());
        return Math.max(1, Math.round(1000 * up / (plan.commandsPerSecond() * swing)));
    }

    private static boolean isUp(IscsiSession session) {
        return session.view().state().equals(Session.LOGGED_IN);
    }

    @Override
    public void close() {
        workers.forEach(Thread::interrupt);
    }
}
