package io.santinel.iscsi.pdu;

/// What an initiator sends.
public sealed interface InitiatorPdu extends Pdu permits InitiatorCommand, ScsiDataOut, SnackRequest {
    /// Next StatSN that the initiator expects: acknowledges all before it (RFC 7143 §4.2.2.2).
    int expStatSn();
}
