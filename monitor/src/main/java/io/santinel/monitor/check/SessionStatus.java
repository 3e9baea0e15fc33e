package io.santinel.monitor.check;

import io.santinel.host.model.Session;
import io.santinel.monitor.section.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/// Judges the three states of one session: the kernel's, and iscsid's word on connection and recovery.
///
/// Sessions of an adapter's firmware belong to no iscsid, so only for them may its words be missing. A session in
/// recovery (`REOPEN`, `REDIRECT`) warns for as long as the grace lasts. A word that no table knows is critical.
///
/// @param troubleSince when it left the healthy states, absent while healthy
record SessionStatus(State state, String summary, Optional<Instant> troubleSince) {
    private static final String FREE = "FREE";
    private static final String UNREADABLE = "Unknown";
    private static final String LOGGED_IN_CONNECTION = "LOGGED IN";
    private static final String NO_CHANGE = "NO CHANGE";

    private static final Set<String> SESSION_STATES = Set.of(Session.LOGGED_IN, "FAILED", FREE, UNREADABLE);
    private static final Set<String> CONNECTION_STATES = Set.of(
            "FREE",
            "TRANSPORT WAIT",
            "IN LOGIN",
            LOGGED_IN_CONNECTION,
            "IN LOGOUT",
            "LOGOUT REQUESTED",
            "CLEANUP WAIT");
    private static final Set<String> RECOVERING = Set.of("REOPEN", "REDIRECT");
    private static final Set<String> INTERNAL_STATES = Set.of(NO_CHANGE, "CLEANUP", "REOPEN", "REDIRECT");

    /// How long a session may recover before it is critical.
    record Grace(Instant at, Duration length, Optional<Instant> troubleBefore) {
        /// The earliest that anybody knows of: what the report says, what an earlier evaluation saw, or now.
        Instant began(Session session) {
            Instant began = troubleBefore.orElse(at);
            Instant reported = session.since().orElse(began);
            return reported.isBefore(began) ? reported : began;
        }

        boolean lasts(Instant began) {
            return Duration.between(began, at).compareTo(length) < 0;
        }
    }

    static SessionStatus missing(Grace grace, Optional<String> problem) {
        Instant began = grace.troubleBefore().orElse(grace.at());
        return new SessionStatus(
                State.CRIT,
                "Session is missing from the report" + since(began)
                        + problem.map(line -> "; the report has unreadable lines: " + line)
                                .orElse(": log in again, or remove the service if it is not wanted any more"),
                Optional.of(began));
    }

    static SessionStatus of(Session session, Grace grace) {
        Optional<String> stranger = unknownWord(session);
        if (stranger.isPresent()) {
            return trouble(session, grace, State.CRIT, "state word \"" + stranger.get() + "\" is not known");
        }
        if (isFirmware(session)) {
            return ofFirmware(session, grace);
        }
        return switch (session.state()) {
            case Session.LOGGED_IN -> ofLoggedIn(session, grace);
            case FREE -> trouble(session, grace, State.CRIT, "replacement timeout is over, its I/O fails");
            case UNREADABLE -> calm(session, State.UNKNOWN, ": the kernel's state of this session is not readable");
            default ->
                recovering(session)
                        ? ofRecovering(session, grace)
                        : trouble(session, grace, State.CRIT, "connection lost and not being reopened");
        };
    }

    private static SessionStatus ofFirmware(Session session, Grace grace) {
        return session.state().equals(Session.LOGGED_IN)
                ? calm(session, State.OK, " (the adapter's own session)")
                : trouble(session, grace, State.CRIT, "the adapter's own session is not logged in");
    }

    private static SessionStatus ofLoggedIn(Session session, Grace grace) {
        if (session.connectionState().isEmpty() || session.internalState().isEmpty()) {
            return calm(
                    session,
                    State.UNKNOWN,
                    ": iscsid does not answer for this session, nobody would recover it; check that iscsid runs");
        }
        boolean connected = session.connectionState().get().equals(LOGGED_IN_CONNECTION);
        if (connected && session.internalState().get().equals(NO_CHANGE)) {
            return calm(session, State.OK, "");
        }
        return recovering(session)
                ? ofRecovering(session, grace)
                : trouble(session, grace, State.CRIT, "expected LOGGED_IN/LOGGED IN/NO CHANGE");
    }

    private static SessionStatus ofRecovering(Session session, Grace grace) {
        return grace.lasts(grace.began(session))
                ? trouble(session, grace, State.WARN, "reconnecting, critical after " + Words.duration(grace.length()))
                : trouble(session, grace, State.CRIT, "not reconnected within " + Words.duration(grace.length()));
    }

    private static SessionStatus calm(Session session, State state, String remark) {
        return new SessionStatus(state, states(session) + ", " + portal(session) + remark, Optional.empty());
    }

    private static SessionStatus trouble(Session session, Grace grace, State state, String why) {
        Instant began = grace.began(session);
        return new SessionStatus(
                state,
                states(session) + since(began) + ", " + portal(session) + ": " + why
                        + session.lastError()
                                .map(error -> "; last error: " + error)
                                .orElse(""),
                Optional.of(began));
    }

    /// The three words as iscsiadm would print them.
    static String states(Session session) {
        return isFirmware(session)
                        && session.connectionState().isEmpty()
                        && session.internalState().isEmpty()
                ? session.state()
                : session.state() + "/" + session.connectionState().orElse(UNREADABLE) + "/"
                        + session.internalState().orElse(UNREADABLE);
    }

    private static Optional<String> unknownWord(Session session) {
        if (!SESSION_STATES.contains(session.state())) {
            return Optional.of(session.state());
        }
        return session.connectionState()
                .filter(word -> !CONNECTION_STATES.contains(word))
                .or(() -> session.internalState().filter(word -> !INTERNAL_STATES.contains(word)));
    }

    private static boolean isFirmware(Session session) {
        return session.flash().orElseGet(() -> session.transport().equals("qla4xxx"));
    }

    private static boolean recovering(Session session) {
        return session.internalState().filter(RECOVERING::contains).isPresent();
    }

    private static String portal(Session session) {
        return Identity.portal(session.currentPortal()).equals(Identity.portal(session.persistentPortal()))
                ? "portal " + session.persistentPortal()
                : "portal " + session.persistentPortal() + " redirected to " + session.currentPortal();
    }

    private static String since(Instant began) {
        return " since " + began.truncatedTo(ChronoUnit.SECONDS);
    }
}
