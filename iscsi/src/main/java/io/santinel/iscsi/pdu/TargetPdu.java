package io.santinel.iscsi.pdu;

/// What a target sends: each carries the numbers of the command window (RFC 7143 §4.2.2.1).
public sealed interface TargetPdu extends Pdu
        permits NopIn,
                ScsiResponse,
                TaskManagementResponse,
                LoginResponse,
                TextResponse,
                ScsiDataIn,
                LogoutResponse,
                ReadyToTransfer,
                AsyncMessage,
                Reject {
    /// StatSN as on the wire; [#consumesStatSn] says whether it counts.
    int statSn();

    int expCmdSn();

    int maxCmdSn();

    /// True when this PDU uses its StatSN up: it has a status to be acknowledged. R2T, NOP-In sent on the target's own
    /// account and Data-In without status do not (RFC 7143 §4.2.2.2).
    default boolean consumesStatSn() {
        return switch (this) {
            case NopIn nop -> nop.initiatorTaskTag() != RESERVED_TAG;
            case ScsiDataIn in -> in.hasStatus();
            case ReadyToTransfer _ -> false;
            case ScsiResponse _,
                    TaskManagementResponse _,
                    LoginResponse _,
                    TextResponse _,
                    LogoutResponse _,
                    AsyncMessage _,
                    Reject _ -> true;
        };
    }
}
