package io.santinel.app.io;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.initiator.LogicalUnit;
import io.santinel.iscsi.session.Completion;
import io.santinel.iscsi.session.ScsiResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Keeps a logical unit busy with commands of one kind and size and measures how long each takes. Either each answer
/// brings the next command, so that always as many are under way, or commands come at a fixed rate, whatever the
/// answers do. Nothing is allocated per command.
final class Load {
    private final Plan plan;
    private final Access.Unit unit;
    private final int blocks;
    private final long places;
    private final AtomicLong next = new AtomicLong();
    private final BlockingQueue<Slot> free;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable IscsiException> problem = new AtomicReference<>();
    private final Latencies latencies = new Latencies();
    private volatile boolean running = true;
    private volatile boolean measuring;

    /// What to do.
    ///
    /// @param size bytes of a command
    /// @param depth commands under way, at most where a rate is given
    /// @param rate commands a second; 0 for as many as go
    record Plan(Mode mode, int size, int depth, Duration warmup, Duration length, int rate) {}

    /// What came of it, warm-up left out.
    ///
    /// @param cpuSeconds of the whole process
    record Outcome(Latencies latencies, double seconds, double cpuSeconds) {
        double perSecond() {
            return latencies.total() / seconds;
        }
    }

    Load(Access.Unit unit, Plan plan) {
        this.unit = unit;
        this.plan = plan;
        blocks = plan.size() / unit.capacity().blockLength();
        places = unit.capacity().blocks() / blocks;
        free = new ArrayBlockingQueue<>(plan.depth());
    }

    /// One command after the other.
    private final class Slot implements Completion {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(plan.size());
        private final SplittableRandom random;
        private long began;

        Slot(SplittableRandom random) {
            this.random = random;
            byte[] bytes = new byte[plan.size()];
            random.nextBytes(bytes);
            buffer.put(bytes).flip();
        }

        void begin(long now) {
            began = now;
            long place = plan.mode().isRandom() ? random.nextLong(places) : next.getAndIncrement() % places;
            LogicalUnit disk = unit.disk();
            try {
                if (plan.mode().isWrite()) {
                    disk.writeAsync(place * blocks, blocks, buffer, this);
                } else {
                    disk.readAsync(place * blocks, blocks, buffer, this);
                }
            } catch (InterruptedIOException e) {
                failed(new IscsiException(ErrorCode.ERR, "interrupted", e));
            }
        }

        @Override
        public void done(ScsiResult result) {
            if (!result.isGood()) {
                failed(new IscsiException(
                        ErrorCode.ERR, unit + ": a command was refused, status 0x%02x".formatted(result.status())));
                return;
            }
            long now = System.nanoTime();
            if (measuring) {
                latencies.record(now - began);
            }
            if (running && plan.rate() == 0) {
                begin(now);
            } else {
                free.add(this);
            }
        }

        @Override
        public void failed(IscsiException why) {
            problem.compareAndSet(null, why);
            running = false;
            stopped.countDown();
            free.add(this);
        }
    }

    /// Runs until the time is over.
    ///
    /// @throws IOException when a command failed
    Outcome run() throws IOException {
        SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < plan.depth(); i++) {
            free.add(new Slot(seeds.split()));
        }
        try {
            Thread pace = Thread.ofPlatform().name("pace").start(plan.rate() == 0 ? this::start : this::pace);
            Outcome outcome = measure();
            pace.join();
            end();
            return outcome;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void start() {
        List<Slot> all = new ArrayList<>();
        free.drainTo(all);
        all.forEach(slot -> slot.begin(System.nanoTime()));
    }

    /// A command that had to wait for a free slot counts from when it should have begun: what is slow must not hide how
    /// slow it is by slowing down who asks.
    private void pace() {
        double period = 1e9 / plan.rate();
        long begin = System.nanoTime();
        try {
            for (long i = 0; running; i++) {
                long due = begin + (long) (i * period);
                LockSupport.parkNanos(due - System.nanoTime());
                Slot slot = free.poll();
                if (slot == null) {
                    free.take().begin(due);
                } else {
                    slot.begin(System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome measure() throws InterruptedException {
        pause(plan.warmup());
        measuring = true;
        long began = System.nanoTime();
        Duration cpu = cpu();
        pause(plan.length());
        measuring = false;
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = cpu().minus(cpu).toMillis() / 1e3;
        running = false;
        return new Outcome(latencies, seconds, cpuSeconds);
    }

    private void pause(Duration length) throws InterruptedException {
        if (stopped.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
            running = false;
        }
    }

    /// Waits for the commands under way.
    private void end() throws InterruptedException, IscsiException {
        for (int i = 0; i < plan.depth(); i++) {
            free.take();
        }
        IscsiException why = problem.get();
        if (why != null) {
            throw why.again();
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
