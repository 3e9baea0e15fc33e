package io.santinel.iscsi.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.session.SessionState.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionStateTest {
    private static final Path GOLDEN = Path.of("src/test/fixtures/state/session.txt");
    private static final RecoveryTimes TIMES = RecoveryTimes.DEFAULT;
    private static final Duration NOW = Duration.ofSeconds(1000);
    private static final Duration PAST = NOW.minusSeconds(1);
    private static final Duration LATER = NOW.plusSeconds(1);

    private static final List<SessionState> STATES = List.of(
            new SessionState.Free(),
            new SessionState.Opening(new Stage.Trying(LATER, 0)),
            new SessionState.Opening(new Stage.Trying(PAST, RecoveryTimes.REDIRECTS_MAX)),
            new SessionState.LoggedIn(),
            new SessionState.Failed(new Stage.Waiting(PAST), 3, LATER),
            new SessionState.Failed(new Stage.Waiting(LATER), 0, PAST),
            new SessionState.Failed(new Stage.Trying(LATER, 1), 0, LATER),
            new SessionState.Failed(new Stage.Trying(PAST, RecoveryTimes.REDIRECTS_MAX), 1, LATER),
            new SessionState.TimedOut(new Stage.Waiting(PAST), 9),
            new SessionState.TimedOut(new Stage.Trying(LATER, 0), 9),
            new SessionState.TimedOut(new Stage.Trying(PAST, RecoveryTimes.REDIRECTS_MAX), 9),
            new SessionState.LoggingOut(LATER, true),
            new SessionState.LoggingOut(PAST, false));

    private static final List<SessionEvent> EVENTS = List.of(
            new SessionEvent.Open(false),
            new SessionEvent.Open(true),
            new SessionEvent.LoginDone(),
            new SessionEvent.LoginRefused(),
            new SessionEvent.Redirected(),
            new SessionEvent.ConnectionLost(Duration.ofSeconds(3)),
            new SessionEvent.LogoutAsked(),
            new SessionEvent.LogoutDone(Duration.ofSeconds(7)),
            new SessionEvent.Close(),
            new SessionEvent.Due());

    @Test
    void the_transitions_are_those_of_the_table() throws IOException {
        StringBuilder table = new StringBuilder();
        for (SessionState state : STATES) {
            table.append("%s  [%s / %s]%n".formatted(text(state), state.word(), state.internalWord()));
            for (SessionEvent event : EVENTS) {
                SessionState.Step step = SessionState.step(state, event, NOW, TIMES);
                if (!step.next().equals(state) || !step.effects().isEmpty()) {
                    table.append("    %-36s -> %s %s%n".formatted(text(event), text(step.next()), step.effects()));
                }
            }
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, table);
        }
        assertThat(table.toString()).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void every_state_that_waits_ends_by_its_own_deadline() {
        SessionState state = SessionState.step(new SessionState.Free(), new SessionEvent.Open(true), NOW, TIMES)
                .next();
        Duration now = NOW;
        for (int i = 0; i < 100; i++) {
            now = state.deadline().orElseThrow();
            SessionState next =
                    SessionState.step(state, new SessionEvent.Due(), now, TIMES).next();
            assertThat(next).isNotEqualTo(state);
            state = next;
        }
    }

    @Test
    void the_pause_between_tries_is_bounded() {
        for (int failures = 0; failures < 100; failures++) {
            assertThat(TIMES.waiting(Duration.ZERO, failures).openAt()).isBetween(TIMES.reopenMin(), TIMES.reopenMax());
        }
    }

    @Test
    void a_loss_waits_as_long_as_the_target_said_and_then_reopens() {
        SessionState lost = SessionState.step(
                        new SessionState.LoggedIn(), new SessionEvent.ConnectionLost(Duration.ofSeconds(3)), NOW, TIMES)
                .next();
        assertThat(lost.deadline()).contains(NOW.plusSeconds(3));
        assertThat(SessionState.step(lost, new SessionEvent.Due(), NOW.plusMillis(2999), TIMES)
                        .next())
                .isEqualTo(lost);
        assertThat(SessionState.step(lost, new SessionEvent.Due(), NOW.plusSeconds(3), TIMES)
                        .effects())
                .containsExactly(SessionEffect.CONNECT);
    }

    private static String text(Object value) {
        return value.toString().replaceAll("[A-Za-z]*\\$", "");
    }
}
