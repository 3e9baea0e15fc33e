package io.santinel.iscsi.session;

import io.santinel.iscsi.connection.PduObserver;
import io.santinel.iscsi.pdu.Opcode;

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
    public void sent(Opcode opcode, int bytesOnWire) {
        tally.sent(opcode, bytesOnWire);
    }

    @Override
    public void received(Opcode opcode, int bytesOnWire) {
        received += bytesOnWire;
        tally.received(opcode, bytesOnWire);
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
