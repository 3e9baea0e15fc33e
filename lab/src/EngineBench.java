import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.initiator.Capacity;
import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.LogicalUnit;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.session.Completion;
import io.santinel.iscsi.session.ScsiResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Drives the engine flat out, or at a fixed rate, and says how fast it went. It stays up between measurements, so that
/// a JVM is warmed up once: each line on standard input is one of
///
///     run PORTAL TARGET LUN randread|randwrite|seqread|seqwrite BYTES DEPTH none|both SECONDS WARM RATE PIDS
///     idle PORTAL TARGET SESSIONS
///
/// and is answered by one line of JSON. A RATE of 0 is as fast as it goes, a DEPTH of 0 one after the other by the
/// blocking form; all else goes by callbacks. The block addresses are those of lperf.c:
/// the same generator, the same seed.
final class EngineBench {
    private static final int PAGE = 4096;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private EngineBench() {}

    public static void main(String[] arguments) throws Exception {
        Initiator initiator = new Initiator(
                new IscsiName("iqn.2026-01.io.santinel:bench"), new SecureRandom(), InstantSource.system());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.strip().split(" +");
            try {
                System.out.println(words[0].equals("idle") ? idle(initiator, words) : run(initiator, words));
            } catch (IOException | IllegalStateException e) {
                System.out.println("{\"error\":\"" + String.valueOf(e.getMessage()).replace('"', '\'') + "\"}");
            }
        }
        initiator.close();
    }

    private static String run(Initiator initiator, String[] words) throws IOException, InterruptedException {
        SessionRequest request = request(words).with(Key.HEADER_DIGEST, digest(words[7])).with(Key.DATA_DIGEST, digest(words[7]));
        try (IscsiSession session = initiator.login(request)) {
            LogicalUnit unit = session.logicalUnit(Integer.parseInt(words[3]));
            int depth = Integer.parseInt(words[6]);
            Load load = new Load(unit, unit.capacity(), words[4], Integer.parseInt(words[5]), Math.max(1, depth));
            Span span = new Span(Double.parseDouble(words[9]), Double.parseDouble(words[8]), words.length > 11 ? words[11] : "");
            int rate = Integer.parseInt(words[10]);
            Thread watch = Thread.ofPlatform().daemon().start(span::watch);
            if (depth == 0) {
                load.blocking(span);
            } else if (rate > 0) {
                load.paced(span, rate);
            } else {
                load.callbacks(span);
            }
            watch.join();
            return load.json(span);
        }
    }

    private static String digest(String word) {
        return word.equals("both") ? "CRC32C" : "None";
    }

    private static SessionRequest request(String[] words) {
        SessionRequest usual = SessionRequest.of(new IscsiName(words[2]), Portal.parse(words[1]));
        return new SessionRequest(
                usual.target(), usual.portal(), usual.wishes(), usual.authentication(), usual.times(), usual.commandTimeout(), 256);
    }

    /// What sessions cost that do nothing: heap, memory outside it, threads.
    private static String idle(Initiator initiator, String[] words) throws IOException, InterruptedException {
        int count = Integer.parseInt(words[3]);
        initiator.login(request(words)).close(); // loads what the first one loads
        long heap = heap();
        long direct = direct();
        int threads = THREADS.getThreadCount();
        List<IscsiSession> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(initiator.login(request(words)));
        }
        String json = String.format(
                Locale.ROOT,
                "{\"sessions\":%d,\"heap\":%d,\"direct\":%d,\"threads\":%.2f}",
                count,
                (heap() - heap) / count,
                (direct() - direct) / count,
                (double) (THREADS.getThreadCount() - threads) / count);
        sessions.forEach(IscsiSession::close);
        return json;
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /// The time in which is counted, and what the machine used in it: CPU of this process and of the peer, garbage.
    private static final class Span {
        private final double seconds;
        private final String pids;
        private final long begin;
        private final long end;
        private double ownCpu;
        private double peerCpu;
        private long garbage;

        private Span(double warm, double seconds, String pids) {
            this.seconds = seconds;
            this.pids = pids;
            begin = System.nanoTime() + (long) (warm * 1e9);
            end = begin + (long) (seconds * 1e9);
        }

        private void watch() {
            sleepUntil(begin);
            long garbageBefore = THREADS.getTotalThreadAllocatedBytes();
            double ownBefore = SYSTEM.getProcessCpuTime() / 1e9;
            double peerBefore = cpu(pids);
            long readings = THREADS.getTotalThreadAllocatedBytes() - garbageBefore; // what taking them costs
            garbageBefore += readings;
            sleepUntil(end);
            garbage = THREADS.getTotalThreadAllocatedBytes() - garbageBefore;
            ownCpu = SYSTEM.getProcessCpuTime() / 1e9 - ownBefore;
            peerCpu = cpu(pids) - peerBefore;
        }

        private static void sleepUntil(long when) {
            for (long left = when - System.nanoTime(); left > 0; left = when - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }

        /// Seconds that these processes have used, from the two fields utime and stime (proc(5)) in ticks of 10 ms.
        private static double cpu(String pids) {
            long ticks = 0;
            for (String pid : pids.isEmpty() ? new String[0] : pids.split(",")) {
                try {
                    String stat = Files.readString(Path.of("/proc", pid, "stat"));
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                } catch (IOException e) {
                    throw new IllegalStateException("process " + pid + " is gone", e);
                }
            }
            return ticks / 100.0;
        }
    }

    /// One kind of I/O at one depth. What it counts belongs to the thread that completes.
    private static final class Load {
        private final LogicalUnit unit;
        private final boolean isWrite;
        private final boolean isRandom;
        private final int bytes;
        private final int depth;
        private final int blocks;
        private final long places;
        private final Slot[] slots;
        private final Latencies latencies = new Latencies();
        private final CountDownLatch ended;
        private final AtomicReference<String> failure = new AtomicReference<>();
        private long random = 88172645463325252L;
        private long next;

        private Load(LogicalUnit unit, Capacity capacity, String mode, int bytes, int depth) {
            this.unit = unit;
            this.bytes = bytes;
            this.depth = depth;
            isWrite = mode.endsWith("write");
            isRandom = mode.startsWith("rand");
            blocks = bytes / capacity.blockLength();
            places = capacity.blocks() / blocks;
            slots = new Slot[depth];
            ended = new CountDownLatch(depth);
            ByteBuffer memory = ByteBuffer.allocateDirect(bytes * depth + PAGE).alignedSlice(PAGE);
            for (int i = 0; i < depth; i++) {
                slots[i] = new Slot(i, memory.slice(i * bytes, bytes));
            }
        }

        private long place() {
            if (isRandom) {
                random ^= random << 13;
                random ^= random >>> 7;
                random ^= random << 17;
                return Long.remainderUnsigned(random, places) * blocks;
            }
            return next++ % places * blocks;
        }

        private void blocking(Span span) throws IOException {
            ByteBuffer buffer = slots[0].buffer;
            for (long before = System.nanoTime(); before < span.end; ) {
                buffer.clear();
                if (isWrite) {
                    unit.write(place(), buffer);
                } else {
                    unit.read(place(), buffer);
                }
                long after = System.nanoTime();
                latencies.add(before, after, span);
                before = after;
            }
        }

        /// Each completion submits the next one, until time is up.
        private void callbacks(Span span) throws IOException, InterruptedException {
            for (Slot slot : slots) {
                slot.span = span;
                slot.submit(System.nanoTime());
            }
            await();
        }

        /// Submits when a command is due, whatever became of those before; what is late counts from when it was due.
        private void paced(Span span, int rate) throws IOException, InterruptedException {
            Ring free = new Ring(slots);
            for (Slot slot : slots) {
                slot.free = free;
                slot.span = span;
                free.add(slot.number);
            }
            double gap = 1e9 / rate;
            long begin = System.nanoTime();
            for (long count = 1, due = begin; due < span.end; count++) {
                Span.sleepUntil(due);
                free.take().submit(due);
                due = begin + (long) (count * gap);
            }
            for (int i = 0; i < depth; i++) {
                free.take();
                ended.countDown();
            }
            await();
        }

        private void await() throws InterruptedException {
            ended.await();
            if (failure.get() != null) {
                throw new IllegalStateException(failure.get());
            }
        }

        private void fail(String why) {
            failure.compareAndSet(null, why);
        }

        private String json(Span span) {
            long ios = latencies.count;
            return String.format(
                    Locale.ROOT,
                    "{\"iops\":%.0f,\"MBps\":%.1f,\"p50us\":%.1f,\"p99us\":%.1f,\"p999us\":%.1f,"
                            + "\"cpu_per_100k\":%.4f,\"tgt_per_100k\":%.4f,\"garbage\":%.3f}",
                    ios / span.seconds,
                    ios * (double) bytes / span.seconds / 1e6,
                    latencies.percentile(0.5),
                    latencies.percentile(0.99),
                    latencies.percentile(0.999),
                    span.ownCpu / ios * 1e5,
                    span.peerCpu / ios * 1e5,
                    (double) span.garbage / ios);
        }

        /// A place in the queue with its buffer.
        private final class Slot implements Completion {
            private final int number;
            private final ByteBuffer buffer;
            private Span span;
            private Ring free;
            private long begun;

            private Slot(int number, ByteBuffer buffer) {
                this.number = number;
                this.buffer = buffer;
                while (buffer.hasRemaining()) {
                    buffer.put((byte) (0x5a + number));
                }
                buffer.clear();
            }

            private void submit(long when) throws InterruptedIOException {
                begun = when;
                if (isWrite) {
                    unit.writeAsync(place(), blocks, buffer, this);
                } else {
                    unit.readAsync(place(), blocks, buffer, this);
                }
            }

            @Override
            public void done(ScsiResult result) {
                long now = System.nanoTime();
                if (!result.isGood()) {
                    fail("the target answered status " + result.status());
                }
                latencies.add(begun, now, span);
                if (free != null) {
                    free.add(number);
                } else if (now >= span.end || failure.get() != null) {
                    ended.countDown();
                } else {
                    try {
                        submit(now);
                    } catch (InterruptedIOException e) {
                        failed(new IscsiException(io.santinel.iscsi.ErrorCode.INTERNAL, "interrupted", e));
                    }
                }
            }

            @Override
            public void failed(IscsiException why) {
                fail(String.valueOf(why.getMessage()));
                if (free != null) {
                    free.add(number);
                } else {
                    ended.countDown();
                }
            }
        }

        /// Free slots: one thread adds, one takes.
        private static final class Ring {
            private final Slot[] slots;
            private final int[] numbers;
            private final AtomicInteger added = new AtomicInteger();
            private int taken;

            private Ring(Slot[] slots) {
                this.slots = slots;
                numbers = new int[slots.length];
            }

            private void add(int number) {
                numbers[added.get() % numbers.length] = number;
                added.incrementAndGet();
            }

            private Slot take() {
                while (added.get() == taken) {
                    LockSupport.parkNanos(20_000);
                }
                return slots[numbers[taken++ % numbers.length]];
            }
        }
    }

    /// A histogram with 64 steps to each power of two, in nanoseconds.
    private static final class Latencies {
        private static final int STEPS = 64;
        private final long[] counts = new long[4096];
        private long count;

        private void add(long before, long after, Span span) {
            if (after >= span.begin && after < span.end) {
                count++;
                counts[Math.min(step(after - before), counts.length - 1)]++;
            }
        }

        private static int step(long nanos) {
            if (nanos < STEPS) {
                return (int) nanos;
            }
            int power = 63 - Long.numberOfLeadingZeros(nanos);
            return (power - 5) * STEPS + (int) (nanos >> (power - 6) & (STEPS - 1));
        }

        /// In microseconds.
        private double percentile(double share) {
            long want = (long) (count * share);
            long seen = 0;
            for (int i = 0; i < counts.length; i++) {
                seen += counts[i];
                if (seen > want) {
                    long nanos = i < STEPS ? i : (long) (STEPS + i % STEPS) << (i / STEPS - 1);
                    return nanos / 1000.0;
                }
            }
            return 0;
        }
    }
}
