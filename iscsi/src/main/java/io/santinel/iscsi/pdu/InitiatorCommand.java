package io.santinel.iscsi.pdu;

/// What an initiator sends with a CmdSN: it takes a place in the order of commands unless it is immediate (RFC 7143
/// §4.2.2.1).
public sealed interface InitiatorCommand extends InitiatorPdu
        permits NopOut, ScsiCommand, TaskManagementRequest, LoginRequest, TextRequest, LogoutRequest {
    /// True when it carries the current CmdSN without using it up.
    boolean immediate();

    int cmdSn();
}
