package io.santinel.iscsi.connection;

import io.santinel.iscsi.pdu.Opcode;

/// Sees what goes over a connection, to count it. Called by the thread that reads or writes; must be quick and must not
/// throw.
public interface PduObserver {
    /// Sees nothing.
    PduObserver NONE = new PduObserver() {};

    /// A PDU is about to be handed to the connection.
    ///
    /// @param bytesOnWire header, additional header, data, padding and digests
    default void sent(Opcode opcode, int bytesOnWire) {}

    /// A PDU arrived whole, with good digests.
    ///
    /// @param bytesOnWire header, additional header, data, padding and digests
    default void received(Opcode opcode, int bytesOnWire) {}

    default void headerDigestError() {}

    default void dataDigestError() {}
}
