package io.santinel.iscsi.session;

import io.santinel.iscsi.connection.ConnectionError;
import io.santinel.iscsi.pdu.TargetPdu;

/// What is posted to a session's owner. Bounded by its kinds: [Mailbox#UNREAD] PDUs, one loss per connection, two
/// notes per try, one wake-up.
sealed interface Mail {
    record Open(boolean patient) implements Mail {}

    record TransportUp(int attempt, Runnable close) implements Mail {}

    record LoginEnded(int attempt, Login.Outcome outcome) implements Mail {}

    record Received(Link link, TargetPdu pdu) implements Mail {}

    record Lost(Link link, ConnectionError error, String message) implements Mail {}

    record Wake() implements Mail {}

    record Close() implements Mail {}
}
