package io.santinel.iscsi.session;

import io.santinel.iscsi.name.Serial;
import io.santinel.iscsi.pdu.TargetPdu;

/// CmdSN, its window and ExpStatSN of a session with one connection, RFC 7143 §4.2.2. Guarded by the lock of its
/// [DataPath].
final class CommandWindow {
    private int cmdSn;
    private int expCmdSn;
    private int maxCmdSn;
    private int expStatSn;

    CommandWindow(int initialCmdSn) {
        cmdSn = initialCmdSn;
        expCmdSn = initialCmdSn;
        maxCmdSn = initialCmdSn - 1;
    }

    /// A new connection is in full feature phase. CmdSN goes on: the login carried it without using it up.
    void begin(int newExpStatSn, int newExpCmdSn, int newMaxCmdSn) {
        expStatSn = newExpStatSn;
        expCmdSn = newExpCmdSn;
        maxCmdSn = newMaxCmdSn;
    }

    /// §4.2.2.1: nonsense is ignored, and neither end of the window moves back.
    void received(TargetPdu pdu) {
        if (pdu.consumesStatSn() && Serial.lessThan(expStatSn, pdu.statSn() + 1)) {
            expStatSn = pdu.statSn() + 1;
        }
        if (!Serial.lessThan(pdu.maxCmdSn(), pdu.expCmdSn() - 1)) {
            expCmdSn = Serial.max(expCmdSn, pdu.expCmdSn());
            maxCmdSn = Serial.max(maxCmdSn, pdu.maxCmdSn());
        }
    }

    boolean isOpen() {
        return Serial.lessOrEqual(cmdSn, maxCmdSn);
    }

    /// For an immediate PDU: the number of the next command, not used up.
    int cmdSn() {
        return cmdSn;
    }

    int takeCmdSn() {
        return cmdSn++;
    }

    /// True when the target has taken the command with this number.
    boolean isTaken(int number) {
        return Serial.lessThan(number, expCmdSn);
    }

    int expStatSn() {
        return expStatSn;
    }
}
