package io.santinel.iscsi.connection;

import io.santinel.iscsi.connection.ConnectionEvent.CleanupDone;
import io.santinel.iscsi.connection.ConnectionEvent.Connect;
import io.santinel.iscsi.connection.ConnectionEvent.LoginAccepted;
import io.santinel.iscsi.connection.ConnectionEvent.LoginRefused;
import io.santinel.iscsi.connection.ConnectionEvent.LogoutAccepted;
import io.santinel.iscsi.connection.ConnectionEvent.LogoutAsked;
import io.santinel.iscsi.connection.ConnectionEvent.LogoutFailed;
import io.santinel.iscsi.connection.ConnectionEvent.LogoutWanted;
import io.santinel.iscsi.connection.ConnectionEvent.SessionClosed;
import io.santinel.iscsi.connection.ConnectionEvent.TransportLost;
import io.santinel.iscsi.connection.ConnectionEvent.TransportUp;

/// An initiator's connection, RFC 7143 §8.1.3 and, for the cleanup, §8.2. Pure: no socket, no thread, no clock.
public sealed interface ConnectionState {
    /// S1: no connection, and none wanted.
    record Free() implements ConnectionState {
        @Override
        public String word() {
            return "FREE";
        }
    }

    /// S2, XPT_WAIT: waiting for TCP, or for the pause before the next try.
    record TransportWait() implements ConnectionState {
        @Override
        public String word() {
            return "TRANSPORT WAIT";
        }
    }

    /// S4: TCP is up, the login phase is not over.
    record InLogin() implements ConnectionState {
        @Override
        public String word() {
            return "IN LOGIN";
        }
    }

    /// S5: full feature phase.
    record LoggedIn() implements ConnectionState {
        @Override
        public String word() {
            return "LOGGED IN";
        }
    }

    /// S6: a Logout Request is out.
    record InLogout() implements ConnectionState {
        @Override
        public String word() {
            return "IN LOGOUT";
        }
    }

    /// S7: the target asked for a logout by an Asynchronous Message.
    record LogoutRequested() implements ConnectionState {
        @Override
        public String word() {
            return "LOGOUT REQUESTED";
        }
    }

    /// S8: TCP is gone, what the connection held is being taken back.
    record CleanupWait() implements ConnectionState {
        @Override
        public String word() {
            return "CLEANUP WAIT";
        }
    }

    /// A state and what happens in it.
    record At(ConnectionState state, ConnectionEvent event) {}

    /// iscsid's word for the state, with blanks.
    String word();

    /// The state after the event. The comments are the RFC's transition numbers.
    ///
    /// @throws IllegalStateException where §8.1.3 has no such transition
    static ConnectionState step(ConnectionState state, ConnectionEvent event) {
        return switch (new At(state, event)) {
            case At(Free _, Connect _) -> new TransportWait(); // T1
            case At(TransportWait _, TransportLost _), At(TransportWait _, SessionClosed _) -> new Free(); // T2
            case At(TransportWait _, TransportUp _) -> new InLogin(); // T4
            case At(InLogin _, LoginAccepted _) -> new LoggedIn(); // T5
            case At(InLogin _, LoginRefused _), At(InLogin _, TransportLost _), At(InLogin _, SessionClosed _) ->
                new Free(); // T7
            case At(LoggedIn _, SessionClosed _) -> new Free(); // T8
            case At(LoggedIn _, LogoutWanted _) -> new InLogout(); // T9
            case At(LogoutRequested _, LogoutWanted _) -> new InLogout(); // T10
            case At(LoggedIn _, LogoutAsked _) -> new LogoutRequested(); // T11
            case At(LogoutRequested _, LogoutAsked _), At(InLogout _, LogoutAsked _) -> state; // T12, T14
            case At(InLogout _, LogoutAccepted _), At(InLogout _, SessionClosed _) -> new Free(); // T13
            case At(LoggedIn _, TransportLost _) -> new CleanupWait(); // T15
            case At(LogoutRequested _, TransportLost _) -> new CleanupWait(); // T16
            case At(InLogout _, TransportLost _), At(InLogout _, LogoutFailed _) -> new CleanupWait(); // T17
            case At(LogoutRequested _, SessionClosed _) -> new Free(); // T18
            case At(CleanupWait _, CleanupDone _), At(CleanupWait _, SessionClosed _) -> new Free(); // §8.2 M1, M4
            case At(ConnectionState at, ConnectionEvent what) ->
                throw new IllegalStateException(at + " has no transition for " + what + " (RFC 7143 §8.1.3)");
        };
    }
}
