package io.santinel.iscsi.session;

import static io.santinel.iscsi.session.SessionEffect.ABANDON;
import static io.santinel.iscsi.session.SessionEffect.CONNECT;
import static io.santinel.iscsi.session.SessionEffect.FAIL_QUEUED;
import static io.santinel.iscsi.session.SessionEffect.FOLLOW;
import static io.santinel.iscsi.session.SessionEffect.LOGOUT;
import static io.santinel.iscsi.session.SessionEffect.RELEASE;
import static io.santinel.iscsi.session.SessionEffect.RESUME;
import static io.santinel.iscsi.session.SessionEffect.SUSPEND;

import io.santinel.iscsi.session.SessionEvent.Close;
import io.santinel.iscsi.session.SessionEvent.ConnectionLost;
import io.santinel.iscsi.session.SessionEvent.Due;
import io.santinel.iscsi.session.SessionEvent.LoginDone;
import io.santinel.iscsi.session.SessionEvent.LoginRefused;
import io.santinel.iscsi.session.SessionEvent.LogoutAsked;
import io.santinel.iscsi.session.SessionEvent.LogoutDone;
import io.santinel.iscsi.session.SessionEvent.Open;
import io.santinel.iscsi.session.SessionEvent.Redirected;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An initiator's session at ErrorRecoveryLevel 0: RFC 7143 §8.3 and the recovery that open-iscsi shows beside it.
/// Pure: time is an argument, counted from the start of the session's owner so that it never jumps.
public sealed interface SessionState {
    /// Q1: before the first login, and the end of every session.
    record Free() implements SessionState {}

    /// The first login is under way; whoever asked for it waits for the outcome.
    record Opening(Stage.Trying stage) implements SessionState {}

    /// Q3: commands flow.
    record LoggedIn() implements SessionState {}

    /// Q4: the connection is gone; commands wait for the next login or for `giveUpAt`.
    ///
    /// @param failures tries that failed since the connection was lost
    record Failed(Stage stage, int failures, Duration giveUpAt) implements SessionState {}

    /// Commands fail at once, because the replacement timeout has passed; the tries go on.
    record TimedOut(Stage stage, int failures) implements SessionState {}

    /// A Logout Request is out.
    ///
    /// @param again the target asked for it: log in again afterwards
    record LoggingOut(Duration until, boolean again) implements SessionState {}

    /// What a session without a connection is doing about it.
    sealed interface Stage {
        /// Pausing until the next try.
        record Waiting(Duration openAt) implements Stage {}

        /// Connecting or logging in.
        ///
        /// @param redirects followed in this try
        record Trying(Duration until, int redirects) implements Stage {}
    }

    /// The next state and what is to be done, in this order.
    record Step(SessionState next, List<SessionEffect> effects) {
        public Step {
            effects = List.copyOf(effects);
        }
    }

    /// A state and what happens in it.
    record At(SessionState state, SessionEvent event) {}

    /// The kernel's word: `LOGGED_IN`, `FAILED`, `FREE`.
    default String word() {
        return switch (this) {
            case Free _, Opening _, TimedOut _ -> "FREE";
            case LoggedIn _, LoggingOut _ -> "LOGGED_IN";
            case Failed _ -> "FAILED";
        };
    }

    /// iscsid's recovery stage: `NO CHANGE`, `CLEANUP`, `REOPEN`, `REDIRECT`.
    default String internalWord() {
        return switch (this) {
            case Free _, LoggedIn _ -> "NO CHANGE";
            case LoggingOut _ -> "CLEANUP";
            case Opening(Stage.Trying(var _, int redirects)) -> redirects > 0 ? "REDIRECT" : "NO CHANGE";
            case Failed(Stage stage, var _, var _) -> reopenWord(stage);
            case TimedOut(Stage stage, var _) -> reopenWord(stage);
        };
    }

    private static String reopenWord(Stage stage) {
        return stage instanceof Stage.Trying(var _, int redirects) && redirects > 0 ? "REDIRECT" : "REOPEN";
    }

    /// When [Due] is to be posted, unless something else happens before.
    default Optional<Duration> deadline() {
        return switch (this) {
            case Free _, LoggedIn _ -> Optional.empty();
            case Opening(Stage.Trying(Duration until, var _)) -> Optional.of(until);
            case LoggingOut(Duration until, var _) -> Optional.of(until);
            case Failed(Stage stage, var _, Duration giveUpAt) -> Optional.of(earlier(end(stage), giveUpAt));
            case TimedOut(Stage stage, var _) -> Optional.of(end(stage));
        };
    }

    /// The next state and effects. An event that means nothing in a state, such as the news of a loss that was already
    /// dealt with, changes nothing: unlike a connection's events these cross threads and may come late.
    static Step step(SessionState state, SessionEvent event, Duration now, RecoveryTimes times) {
        return switch (new At(state, event)) {
            case At(Free _, Open(boolean patient)) -> {
                Stage.Trying stage = times.trying(now, 0);
                yield to(patient ? new TimedOut(stage, 0) : new Opening(stage), CONNECT);
            }
            case At(Opening _, LoginDone _) -> to(new LoggedIn(), RESUME);
            case At(Opening(var stage), Redirected _)
            when stage.redirects() < RecoveryTimes.REDIRECTS_MAX ->
                to(new Opening(times.trying(now, stage.redirects() + 1)), FOLLOW);
            case At(Opening _, Redirected _), At(Opening _, ConnectionLost _), At(Opening _, LoginRefused _) ->
                to(new Free(), ABANDON, FAIL_QUEUED, RELEASE);
            case At(Opening(var stage), Due _)
            when isOver(stage.until(), now) -> to(new Free(), ABANDON, FAIL_QUEUED, RELEASE);
            case At(LoggedIn _, ConnectionLost(var time2Wait)) -> to(times.failed(now, time2Wait), SUSPEND);
            case At(LoggedIn _, LogoutAsked _) -> to(new LoggingOut(now.plus(times.logout()), true), LOGOUT);
            case At(LoggedIn _, Close _) -> to(new LoggingOut(now.plus(times.logout()), false), LOGOUT);
            case At(LoggingOut(var until, var _), Close _) -> to(new LoggingOut(until, false));
            case At(LoggingOut(var _, boolean again), LogoutDone(var time2Wait)) ->
                loggedOut(again, time2Wait, now, times);
            case At(LoggingOut(var _, boolean again), ConnectionLost(var time2Wait)) ->
                loggedOut(again, time2Wait, now, times);
            case At(LoggingOut(var until, boolean again), Due _)
            when isOver(until, now) -> loggedOut(again, times.time2Wait(), now, times);
            case At(Failed(var stage, int failures, var giveUpAt), Due _)
            when isOver(giveUpAt, now) -> to(new TimedOut(stage, failures), FAIL_QUEUED);
            case At(Failed failed, var what) -> retried(failed, what, now, times);
            case At(TimedOut timedOut, var what) -> retried(timedOut, what, now, times);
            case At(Opening _, Close _) -> to(new Free(), ABANDON, FAIL_QUEUED, RELEASE);
            case At(var same, var _) -> to(same);
        };
    }

    private static Step loggedOut(boolean again, Duration time2Wait, Duration now, RecoveryTimes times) {
        return again ? to(times.failed(now, time2Wait), SUSPEND) : to(new Free(), SUSPEND, FAIL_QUEUED, RELEASE);
    }

    /// The same for both states that try again and again; they differ only in what happens to waiting commands.
    private static Step retried(SessionState state, SessionEvent event, Duration now, RecoveryTimes times) {
        Stage stage = stage(state);
        return switch (event) {
            case Close _ -> to(new Free(), ABANDON, FAIL_QUEUED, RELEASE);
            case Due _
            when stage instanceof Stage.Waiting(Duration openAt) && isOver(openAt, now) ->
                to(with(state, times.trying(now, 0), 0), CONNECT);
            case Due _
            when stage instanceof Stage.Trying(Duration until, var _) && isOver(until, now) ->
                to(with(state, times.waiting(now, failures(state)), 1), ABANDON);
            case LoginDone _ when stage instanceof Stage.Trying -> to(new LoggedIn(), RESUME);
            case Redirected _
            when stage instanceof Stage.Trying(var _, int redirects) && redirects < RecoveryTimes.REDIRECTS_MAX ->
                to(with(state, times.trying(now, redirects + 1), 0), FOLLOW);
            case Redirected _, ConnectionLost _, LoginRefused _
            when stage instanceof Stage.Trying -> to(with(state, times.waiting(now, failures(state)), 1), ABANDON);
            case Open _,
                    LoginDone _,
                    LogoutAsked _,
                    LogoutDone _,
                    Due _,
                    Redirected _,
                    ConnectionLost _,
                    LoginRefused _ -> to(state);
        };
    }

    private static Stage stage(SessionState state) {
        return state instanceof Failed failed ? failed.stage() : ((TimedOut) state).stage();
    }

    private static int failures(SessionState state) {
        return state instanceof Failed failed ? failed.failures() : ((TimedOut) state).failures();
    }

    private static SessionState with(SessionState state, Stage stage, int moreFailures) {
        return state instanceof Failed failed
                ? new Failed(stage, failed.failures() + moreFailures, failed.giveUpAt())
                : new TimedOut(stage, ((TimedOut) state).failures() + moreFailures);
    }

    private static Duration end(Stage stage) {
        return switch (stage) {
            case Stage.Waiting(Duration openAt) -> openAt;
            case Stage.Trying(Duration until, var _) -> until;
        };
    }

    private static boolean isOver(Duration deadline, Duration now) {
        return now.compareTo(deadline) >= 0;
    }

    private static Duration earlier(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Step to(SessionState next, SessionEffect... effects) {
        return new Step(next, List.of(effects));
    }
}
