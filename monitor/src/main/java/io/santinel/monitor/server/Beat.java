package io.santinel.monitor.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the monitor's thread knows of one machine: when to ask it next, whether a poll runs, what the checks remember.
final class Beat {
    private static final Instant NEVER = Instant.MAX;

    private final Watch watch;
    private Judge judge;
    private Instant due;
    private Optional<Thread> poll = Optional.empty();
    private Optional<Instant> deadline = Optional.empty();

    Beat(Watch watch, Judge judge, Instant due) {
        this.watch = watch;
        this.judge = judge;
        this.due = due;
    }

    Watch watch() {
        return watch;
    }

    Judge judge() {
        return judge;
    }

    void judge(Judge next) {
        judge = next;
    }

    /// The running poll, also one that outlasted its deadline and has not ended yet.
    Optional<Thread> poll() {
        return poll;
    }

    /// When something must be done by itself: the deadline of a poll that runs, else the next poll.
    Instant next() {
        return poll.isPresent() ? deadline.orElse(NEVER) : due;
    }

    boolean overdue(Instant now) {
        return deadline.filter(limit -> !limit.isAfter(now)).isPresent();
    }

    /// Gives the running poll up; its answer will not be used.
    void giveUp() {
        poll.ifPresent(Thread::interrupt);
        deadline = Optional.empty();
    }

    boolean isDue(Instant now) {
        return poll.isEmpty() && !due.isAfter(now);
    }

    /// A poll begins now; polls that should have been since are left out, the beat stays on its grid.
    void begins(Thread thread, Instant now) {
        poll = Optional.of(thread);
        deadline = Optional.of(now.plus(watch.timeout()));
        Duration late = Duration.between(due, now);
        due = due.plus(watch.interval().multipliedBy(late.dividedBy(watch.interval()) + 1));
    }

    /// The poll's thread has ended.
    ///
    /// @return whether its answer came in time
    boolean ends() {
        boolean inTime = deadline.isPresent();
        poll = Optional.empty();
        deadline = Optional.empty();
        return inTime;
    }
}
