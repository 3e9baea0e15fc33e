package io.santinel.iscsi.initiator;

import com.sun.management.ThreadMXBean;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.fuzz.Decoder;
import io.santinel.iscsi.fuzz.KeyGrammar;
import io.santinel.iscsi.fuzz.Traffic;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.pdu.Opcode;
import io.santinel.iscsi.scsi.Cdb;
import io.santinel.iscsi.session.Direction;
import io.santinel.iscsi.session.LastError;
import io.santinel.iscsi.session.RecoveryTimes;
import io.santinel.iscsi.session.SessionTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A whole initiator against a hostile target on loopback: a session logs in, has a few commands under way and gets
/// captured answers, changed. Each command must be told how it ended once, no byte may lie where it does not belong,
/// no thread may end by a bug, and none may be left when the session is closed.
@SuppressWarnings({"exports", "missing-explicit-ctor"}) // public for the list of fuzzers, in a package of its own
public final class InitiatorFuzz implements Decoder {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);
    private static final int BLOCK = 512;
    private static final int MAX_ERROR = 60;

    /// What all threads may allocate in a run, beside so much for each byte of input.
    private static final long MAX_MEMORY = 16 * 1024 * 1024;

    private static final int MEMORY_PER_BYTE = 128;
    private static final IscsiName TARGET = new IscsiName("iqn.2026-01.io.example:hostile");

    /// No pings; a lost connection is not made again before the session is closed, unless the target wants it.
    private static final SessionTimes TIMES = new SessionTimes(
            Duration.ZERO,
            PATIENCE,
            PATIENCE,
            PATIENCE,
            new RecoveryTimes(
                    PATIENCE, PATIENCE, PATIENCE, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Queue<Throwable> bugs = new ConcurrentLinkedQueue<>();
    private Thread.@Nullable UncaughtExceptionHandler before;
    private @Nullable HostileTarget target;
    private final Initiator initiator = initiator();
    private List<WatchedCommand> lastCommands = List.of();

    private static Initiator initiator() {
        return new Initiator(new IscsiName("iqn.2026-01.io.example:fuzzed"), new Random(7143), InstantSource.system());
    }

    @Override
    public String name() {
        return "initiator";
    }

    @Override
    public List<byte[]> seeds() {
        return Traffic.streams(opcode -> opcode >= 0x20 && opcode != Opcode.LOGIN_RESPONSE.code()).stream()
                .map(TargetPdus::numbered)
                .toList();
    }

    @Override
    public List<String> words() {
        return KeyGrammar.words();
    }

    @Override
    public String decode(byte[] input) throws IOException, InterruptedException {
        HostileTarget open = target();
        long allocated = threads.getTotalThreadAllocatedBytes();
        List<WatchedCommand> commands = List.of(
                new WatchedCommand(TargetPdus.SHORT, true),
                new WatchedCommand(TargetPdus.LONG, true),
                new WatchedCommand(TargetPdus.SHORT, false),
                new WatchedCommand(TargetPdus.LONG, false),
                new WatchedCommand(0, false));
        IscsiSession session =
                initiator.keep(SessionRequest.of(TARGET, open.portal()).with(TIMES));
        String came;
        try (session) {
            CountDownLatch loggedIn = new CountDownLatch(1);
            session.listen(view -> {
                if (view.state().equals("LOGGED_IN")) {
                    loggedIn.countDown();
                }
            });
            try (Socket socket = open.accept()) {
                if (!loggedIn.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("not logged in: " + session.view().lastError());
                }
                submit(session.logicalUnit(0), commands);
                came = HostileTarget.converse(socket, TargetPdus.addressed(input, HostileTarget.tags(socket)));
            }
        }
        StringBuilder said = new StringBuilder();
        for (WatchedCommand command : commands) {
            said.append(command.outcome(PATIENCE_MILLIS));
        }
        check(commands);
        allocated = threads.getTotalThreadAllocatedBytes() - allocated;
        if (allocated > MAX_MEMORY + (long) MEMORY_PER_BYTE * input.length) {
            throw new AssertionError(allocated + " bytes of memory in all threads");
        }
        return said.append(came)
                .append(session.view().lastError().map(InitiatorFuzz::shape).orElse(""))
                .toString();
    }

    /// In the order of their numbers; a thread of its own waits for the last one.
    private static void submit(LogicalUnit unit, List<WatchedCommand> commands)
            throws IOException, InterruptedException {
        for (int i = 0; i < TargetPdus.NO_DATA; i++) {
            WatchedCommand command = commands.get(i);
            int blocks = command.buffer().remaining() / BLOCK;
            if (i <= TargetPdus.LONG_READ) {
                unit.readAsync(0, blocks, command.buffer(), command);
            } else {
                unit.writeAsync(0, blocks, command.buffer(), command);
            }
        }
        WatchedCommand last = commands.get(TargetPdus.NO_DATA);
        Thread.ofVirtual().start(() -> {
            try {
                last.done(unit.execute(Cdb.testUnitReady(), Direction.NONE, last.buffer()));
            } catch (IscsiException e) {
                last.failed(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// Looks at the buffers of the run before once more: a thread may have been late.
    private void check(List<WatchedCommand> commands) {
        lastCommands.forEach(WatchedCommand::check);
        commands.forEach(WatchedCommand::check);
        lastCommands = commands;
        Throwable bug = bugs.poll();
        if (bug != null) {
            throw new AssertionError("a thread of the initiator ended", bug);
        }
    }

    /// An error without its numbers.
    private static String shape(LastError error) {
        String text = error.text().replaceAll("\\b[0-9a-f]{8}\\b|-?[0-9]+", "#");
        return text.substring(0, Math.min(text.length(), MAX_ERROR));
    }

    @Override
    public boolean hasThreads() {
        return true;
    }

    @Override
    public boolean refuses(Exception thrown) {
        return false;
    }

    @Override
    public byte[] generate(RandomGenerator random) {
        return new TargetPdus(random).stream();
    }

    /// What this end allocates: the buffers and classes among it.
    @Override
    public long memory(int length) {
        return 4 * 1024 * 1024 + 128L * length;
    }

    /// A target that answers as it should is understood, and the sessions before have left no thread.
    @Override
    public void checkNow() throws IOException, InterruptedException {
        String said = decode(TargetPdus.clean());
        if (!said.startsWith("ggggg")) {
            throw new AssertionError("a target's good answers are not taken: " + said);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().contains(TARGET.text())
                    && !thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                throw new AssertionError("the thread \"" + thread.getName() + "\" outlives its session");
            }
        }
    }

    private HostileTarget target() throws IOException {
        HostileTarget open = target;
        if (open == null) {
            before = Thread.getDefaultUncaughtExceptionHandler();
            Thread.setDefaultUncaughtExceptionHandler((_, bug) -> bugs.add(bug));
            open = new HostileTarget(PATIENCE_MILLIS);
            target = open;
        }
        return open;
    }

    @Override
    public void close() {
        if (target != null) {
            initiator.close();
            target.close();
            target = null;
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
