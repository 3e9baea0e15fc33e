package io.santinel.iscsi.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {
    private static final Path GOLDEN = Path.of("src/test/fixtures/state/connection.txt");

    private static final List<ConnectionState> STATES = List.of(
            new ConnectionState.Free(),
            new ConnectionState.TransportWait(),
            new ConnectionState.InLogin(),
            new ConnectionState.LoggedIn(),
            new ConnectionState.InLogout(),
            new ConnectionState.LogoutRequested(),
            new ConnectionState.CleanupWait());

    private static final List<ConnectionEvent> EVENTS = List.of(
            new ConnectionEvent.Connect(),
            new ConnectionEvent.TransportUp(),
            new ConnectionEvent.TransportLost(),
            new ConnectionEvent.LoginAccepted(),
            new ConnectionEvent.LoginRefused(),
            new ConnectionEvent.LogoutAsked(),
            new ConnectionEvent.LogoutWanted(),
            new ConnectionEvent.LogoutAccepted(),
            new ConnectionEvent.LogoutFailed(),
            new ConnectionEvent.CleanupDone(),
            new ConnectionEvent.SessionClosed());

    @Test
    void the_transitions_are_those_of_the_table() throws IOException {
        StringBuilder table = new StringBuilder();
        for (ConnectionState state : STATES) {
            for (ConnectionEvent event : EVENTS) {
                table.append(line(state, event));
            }
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, table);
        }
        assertThat(table.toString()).isEqualTo(Files.readString(GOLDEN));
    }

    private static String line(ConnectionState state, ConnectionEvent event) {
        try {
            return "%-16s %-15s -> %s%n"
                    .formatted(
                            state.word(),
                            event.getClass().getSimpleName(),
                            ConnectionState.step(state, event).word());
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("8.1.3");
            return "";
        }
    }
}
