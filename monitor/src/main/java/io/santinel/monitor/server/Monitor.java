package io.santinel.monitor.server;

import io.santinel.monitor.check.Discovered;
import io.santinel.monitor.check.Memory;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.Words;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Polls each machine on its own interval and feeds the fleet.
///
/// One thread owns all of the state: what is due, what runs, what the checks remember. Each poll is a virtual thread
/// that asks one source, judges the answer and puts it into the owner's mailbox; so a slow, hanging or broken machine
/// costs nobody else. A machine has one poll at a time: when one outlasts the interval, the polls in between are left
/// out. A poll that outlasts its deadline is interrupted, makes the machine stale, and its late answer is not used.
public final class Monitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Fleet fleet;
    private final InstantSource clock;
    private final Map<String, Beat> beats = new LinkedHashMap<>();
    private final BlockingQueue<Event> mailbox;
    private final Thread owner;

    private sealed interface Event {
        /// Look at the clock now.
        record Wake(CountDownLatch done) implements Event {}

        record Answered(String machine, Instant at, Judge.Verdict verdict) implements Event {}

        record Failed(String machine, Instant at, String why) implements Event {}

        record Stop() implements Event {}
    }

    private Monitor(Fleet fleet, List<Watch> watches, InstantSource clock) {
        this.fleet = fleet;
        this.clock = clock;
        // Each machine has at most one event under way; the rest is for wakes and the stop.
        this.mailbox = new ArrayBlockingQueue<>(watches.size() + 64);
        this.owner = Thread.ofPlatform().name("monitor").unstarted(this::loop);
        Instant now = now();
        for (Watch watch : watches) {
            fleet.watch(watch.name(), watch.source().words(), watch.replayed());
            beats.put(watch.name(), new Beat(watch, remembered(watch.name()), now));
        }
    }

    /// Begins to poll, each machine at once for the first time. From now on only the monitor writes to the fleet.
    ///
    /// @param watches each name once
    /// @param clock its instants are the times of polls; one that is moved by hand wants [#wake] after a move
    public static Monitor start(Fleet fleet, List<Watch> watches, InstantSource clock) {
        Monitor monitor = new Monitor(fleet, watches, clock);
        monitor.owner.start();
        return monitor;
    }

    /// Makes the loop look at its clock now; returns when all that happened before is done with and what is due has
    /// begun, or when the monitor is closed.
    public void wake() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        mailbox.put(new Event.Wake(done));
        while (owner.isAlive() && !done.await(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("the monitor is busy");
        }
    }

    /// Stops; polls that run are interrupted and their answers not used. What was judged is kept already.
    @Override
    public void close() {
        try {
            mailbox.put(new Event.Stop());
            owner.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Judge remembered(String machine) {
        List<Discovered> services = fleet.services(machine).stream()
                .map(service -> new Discovered(service.check(), service.item(), service.service()))
                .toList();
        return new Judge(services, Memory.resuming(fleet.troubleSince(machine)));
    }

    private void loop() {
        try {
            boolean running = true;
            while (running) {
                advance();
                Optional<Event> event = Optional.ofNullable(mailbox.poll(untilNext(), TimeUnit.NANOSECONDS));
                while (running && event.isPresent()) {
                    running = handle(event.get());
                    event = Optional.ofNullable(mailbox.poll());
                }
            }
            farewell();
        } catch (InterruptedException e) {
            LOG.error("the monitor was interrupted and has ended; it is stopped by closing it");
        }
    }

    private long untilNext() {
        Instant now = now();
        return beats.values().stream()
                .map(Beat::next)
                .filter(next -> next.isBefore(now.plus(LONGEST_WAIT)))
                .map(next -> Duration.between(now, next).toNanos())
                .min(Long::compare)
                .map(nanos -> Math.max(0, nanos))
                .orElse(LONGEST_WAIT.toNanos());
    }

    private void advance() {
        Instant now = now();
        for (Beat beat : beats.values()) {
            if (beat.overdue(now)) {
                beat.giveUp();
                silent(
                        beat,
                        now,
                        "no answer within " + Words.duration(beat.watch().timeout()));
            }
            if (beat.isDue(now)) {
                Judge judge = beat.judge();
                String name = "poll-" + beat.watch().name();
                beat.begins(Thread.ofVirtual().name(name).start(() -> poll(beat.watch(), judge)), now);
            }
        }
    }

    /// To the microsecond, which is what the stores keep: a time is the same after a restart.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// In a thread of the poll's own.
    private void poll(Watch watch, Judge judge) {
        Event event;
        try {
            Report report = watch.source().report(now());
            Instant at = now();
            event = new Event.Answered(watch.name(), at, judge.judge(report, at, watch));
        } catch (IOException e) {
            event = new Event.Failed(watch.name(), now(), Lines.cause(e));
        } catch (InterruptedException e) {
            event = new Event.Failed(watch.name(), now(), "interrupted");
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{}: a defect of the monitor, please report it", watch.name(), e);
            event = new Event.Failed(watch.name(), now(), "internal error, see the log: " + Lines.cause(e));
        }
        mailbox.add(event);
    }

    /// @return whether to go on
    private boolean handle(Event event) {
        switch (event) {
            case Event.Wake wake -> {
                advance();
                wake.done().countDown();
            }
            case Event.Stop stop -> {
                return false;
            }
            case Event.Answered answered -> {
                Beat beat = beats.get(answered.machine());
                if (beat != null && beat.ends()) {
                    beat.judge(answered.verdict().judge());
                    answered(answered);
                }
            }
            case Event.Failed failed -> {
                Beat beat = beats.get(failed.machine());
                if (beat != null && beat.ends()) {
                    silent(beat, failed.at(), failed.why());
                }
            }
        }
        return true;
    }

    private void answered(Event.Answered answered) {
        Judge.Verdict verdict = answered.verdict();
        try {
            fleet.answered(
                    answered.machine(),
                    answered.at(),
                    verdict.report(),
                    verdict.evaluation().results(),
                    verdict.judge().memory().troubleSince());
        } catch (RuntimeException e) {
            defect(answered.machine(), answered.at(), e);
        }
    }

    private void silent(Beat beat, Instant at, String why) {
        try {
            fleet.silent(beat.watch().name(), at, why);
        } catch (RuntimeException e) {
            defect(beat.watch().name(), at, e);
        }
    }

    /// A defect costs the one result, not the other machines theirs.
    private void defect(String machine, Instant at, RuntimeException e) {
        LOG.error("{}: a defect of the monitor, please report it", machine, e);
        fleet.trouble("monitor", at, machine + ": a result was lost by an internal error, see the log");
    }

    private void farewell() throws InterruptedException {
        List<Thread> polls =
                beats.values().stream().flatMap(beat -> beat.poll().stream()).toList();
        polls.forEach(Thread::interrupt);
        long end = System.nanoTime() + FAREWELL.toNanos();
        for (Thread poll : polls) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (left.isPositive() && !poll.join(left)) {
                LOG.warn("{} does not end and is left behind", poll.getName());
            }
        }
    }
}
