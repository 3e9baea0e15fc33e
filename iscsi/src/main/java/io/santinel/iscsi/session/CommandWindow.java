package io.santinel.iscsi.session;

import io.santinel.iscsi.name.Serial;

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

    /// A PDU used a StatSN up.
    void statSn(int number) {
        if (Serial.lessThan(expStatSn, number + 1)) {
            expStatSn = number + 1;
        }
    }

    /// §4.2.2.1: nonsense is ignored, and neither end of the window moves back.
    void received(int newExpCmdSn, int newMaxCmdSn) {
        if (!Serial.lessThan(newMaxCmdSn, newExpCmdSn - 1)) {
            expCmdSn = Serial.max(expCmdSn, newExpCmdSn);
            maxCmdSn = Serial.max(maxCmdSn, newMaxCmdSn);
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
