package io.santinel.iscsi.session;

import io.santinel.iscsi.connection.PduObserver;
import io.santinel.iscsi.pdu.Pdu;

/// Counts a connection's received bytes beside the session's [Tally], so that a message can say where in the stream
/// something was wrong. Used by the connection's one reading thread.
final class OffsetCounter implements PduObserver {
    private final Tally tally;
    private long received;
    private long marked;

    OffsetCounter(Tally tally) {
        this.tally = tally;
    }

    /// The next PDU begins here.
    void mark() {
        marked = received;
    }

    long marked() {
        return marked;
    }

    @Override
    public void sent(Pdu pdu, int bytesOnWire) {
        tally.sent(pdu, bytesOnWire);
    }

    @Override
    public void received(Pdu pdu, int bytesOnWire) {
        received += bytesOnWire;
        tally.received(pdu, bytesOnWire);
    }

    @Override
    public void headerDigestError() {
        tally.headerDigestError();
    }

    @Override
    public void dataDigestError() {
        tally.dataDigestError();
    }
}
