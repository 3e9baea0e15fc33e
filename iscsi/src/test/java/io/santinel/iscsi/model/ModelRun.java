package io.santinel.iscsi.model;

import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.session.RecoveryTimes;
import io.santinel.iscsi.session.SessionTimes;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/// One run of the model: rounds of a session each, with other login keys and waits each; all over one region of blocks
/// that keeps what it holds. The seed decides everything but the threads' order.
final class ModelRun {
    /// Blocks of the medium, few enough that commands overlap.
    static final int REGION = 512;

    static final int DEPTH = 32;

    /// Blocks of a command: beyond every first burst below.
    private static final int LONGEST = 160;

    private static final int SESSION_DEPTH = 2 * DEPTH;
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Duration UNTIL_TROUBLE = Duration.ofMillis(700);
    private static final int KILLS_IN_100 = 8;

    private final long seed;
    private final TargetUnderTest target;
    private final UnaryOperator<Disk> initiator;
    private final Random random;
    private final BlockModel model = new BlockModel(REGION);
    private final Blocks blocks;
    private final Caller.Counts counts = new Caller.Counts();
    private final Map<Fault, Integer> troubles = new EnumMap<>(Fault.class);

    /// @param initiator what is done to our initiator before it is tried
    ModelRun(long seed, TargetUnderTest target, UnaryOperator<Disk> initiator) {
        this.seed = seed;
        this.target = target;
        this.initiator = initiator;
        random = new Random(seed);
        blocks = new Blocks(seed);
    }

    Outcome run(Duration wanted) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long end = start + wanted.toNanos();
        try (Relay relay = new Relay(target::portal, random.nextLong());
                Initiator node = new Initiator(
                        new IscsiName("iqn.2026-01.example:caller"), new Random(seed), InstantSource.system())) {
            while (goesOn(end)) {
                round(node, relay, Math.min(end, System.nanoTime() + ROUND.toNanos()));
            }
            long stale = model.stale();
            long torn = model.torn();
            sweep(node, relay);
            long lost = model.stale() - stale + model.torn() - torn;
            troubles.putAll(relay.counts());
            return outcome(Duration.ofNanos(System.nanoTime() - start), lost, stale, torn);
        }
    }

    /// Until the time is up or a violation found.
    private boolean goesOn(long end) {
        return System.nanoTime() - end < 0 && model.wrong() == 0;
    }

    private Outcome outcome(Duration took, long lost, long stale, long torn) {
        List<String> examples = new ArrayList<>(model.examples());
        if (counts.twice().sum() > 0) {
            throw new IllegalStateException(counts.twice().sum() + " commands ended twice");
        }
        return new Outcome(
                seed,
                counts.reads().sum(),
                counts.writes().sum(),
                counts.refused().sum(),
                counts.unanswered().sum(),
                troubles,
                took,
                lost,
                stale,
                torn,
                examples);
    }

    private void round(Initiator node, Relay relay, long end) throws IOException, InterruptedException {
        try (IscsiSession session = node.login(request(relay));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Disk disk = initiator.apply(Disk.of(session.logicalUnit(0)));
            relay.harmful(true);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < DEPTH; i++) {
                Caller caller = new Caller(disk, model, blocks, counts, new Random(random.nextLong()), REGION, LONGEST);
                running.add(callers.submit(() -> {
                    while (goesOn(end)) {
                        caller.turn();
                    }
                    return caller;
                }));
            }
            trouble(relay, end);
            relay.harmful(false);
            for (Future<?> caller : running) {
                caller.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("seed " + seed + ": " + e.getCause(), e.getCause());
        }
    }

    /// What the relay cannot do: the target's own doing.
    private void trouble(Relay relay, long end) throws IOException, InterruptedException {
        while (goesOn(end)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            Thread.sleep(Math.clamp(random.nextLong(UNTIL_TROUBLE.toMillis()), 0, Math.max(left, 1)));
            if (!goesOn(end) || !relay.live()) {
                continue;
            }
            if (!troubles.containsKey(Fault.KILL) || random.nextInt(100) < KILLS_IN_100) {
                troubles.merge(Fault.KILL, 1, Integer::sum);
                target.kill();
            } else {
                troubles.merge(Fault.ASYNC_LOGOUT, 1, Integer::sum);
                target.requestLogout();
            }
        }
    }

    /// Reads everything once more when all is quiet.
    private void sweep(Initiator node, Relay relay) throws IOException, InterruptedException {
        try (IscsiSession session = node.login(request(relay))) {
            Caller reader = new Caller(Disk.of(session.logicalUnit(0)), model, blocks, counts, random, REGION, LONGEST);
            for (int lba = 0; lba < REGION; lba += LONGEST) {
                int count = Math.min(LONGEST, REGION - lba);
                while (!reader.read(lba, count)) {
                    // A unit attention after the login, say.
                }
            }
        }
    }

    private SessionRequest request(Relay relay) {
        boolean patient = random.nextInt(6) != 0;
        RecoveryTimes recovery = new RecoveryTimes(
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                patient ? Duration.ofSeconds(30) : Duration.ofMillis(200),
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ZERO);
        SessionTimes times = new SessionTimes(
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                recovery);
        boolean digests = random.nextInt(5) != 0;
        Wishes wishes = Wishes.INITIATOR
                .with(Key.HEADER_DIGEST, digests ? "CRC32C" : "None")
                .with(Key.DATA_DIGEST, digests ? "CRC32C" : "None")
                .with(Key.DEFAULT_TIME2WAIT, "0")
                .with(Key.INITIAL_R2T, random.nextBoolean() ? "Yes" : "No")
                .with(Key.IMMEDIATE_DATA, random.nextBoolean() ? "Yes" : "No")
                .with(Key.MAX_RECV_DATA_SEGMENT_LENGTH, String.valueOf(4096 << random.nextInt(4)))
                .with(Key.FIRST_BURST_LENGTH, String.valueOf(2048 << random.nextInt(4)))
                .with(Key.MAX_BURST_LENGTH, String.valueOf(16384 << random.nextInt(3)))
                .with(Key.MAX_OUTSTANDING_R2T, String.valueOf(1 + random.nextInt(4)));
        return new SessionRequest(
                ModelTarget.NAME,
                relay.portal(),
                wishes,
                Optional.empty(),
                times,
                patient ? Duration.ofSeconds(20) : Duration.ofMillis(300),
                SESSION_DEPTH);
    }
}
