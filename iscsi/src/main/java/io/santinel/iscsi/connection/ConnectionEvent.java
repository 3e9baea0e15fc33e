package io.santinel.iscsi.connection;

/// What can happen to an initiator's connection, RFC 7143 §8.1.2.
public sealed interface ConnectionEvent {
    /// The session wants a connection.
    record Connect() implements ConnectionEvent {}

    /// TCP is established.
    record TransportUp() implements ConnectionEvent {}

    /// TCP could not be established, broke, or was given up.
    record TransportLost() implements ConnectionEvent {}

    /// The final Login Response came with status 0.
    record LoginAccepted() implements ConnectionEvent {}

    /// A Login Response with another status, a login that timed out or broke the rules.
    record LoginRefused() implements ConnectionEvent {}

    /// The target asked for a logout.
    record LogoutAsked() implements ConnectionEvent {}

    /// The session sends a Logout Request.
    record LogoutWanted() implements ConnectionEvent {}

    /// Logout Response 0.
    record LogoutAccepted() implements ConnectionEvent {}

    /// Any other Logout Response, or none in time.
    record LogoutFailed() implements ConnectionEvent {}

    /// The tasks of the lost connection have been taken back.
    record CleanupDone() implements ConnectionEvent {}

    /// The session ends, and with it all its connections.
    record SessionClosed() implements ConnectionEvent {}
}
