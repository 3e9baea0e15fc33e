package io.santinel.iscsi.target;

import io.santinel.iscsi.name.Serial;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The CmdSN window of a session (RFC 7143 §4.2.2.1): which commands are taken, and in which order they run.
///
/// @param <C> a command that waits for an earlier one
final class CommandWindow<C> {
    private final int depth;
    private final Map<Integer, Optional<C>> held = new HashMap<>();
    private int expCmdSn;
    private int maxCmdSn;

    /// @param depth commands that may be under way at once
    CommandWindow(int firstCmdSn, int depth) {
        this.depth = depth;
        this.expCmdSn = firstCmdSn;
        this.maxCmdSn = firstCmdSn + depth - 1;
    }

    int expCmdSn() {
        return expCmdSn;
    }

    int maxCmdSn() {
        return maxCmdSn;
    }

    /// True when this CmdSN is the next to run; it counts as received from now on.
    boolean next(int cmdSn) {
        if (cmdSn != expCmdSn) {
            return false;
        }
        expCmdSn++;
        return true;
    }

    /// Keeps a command that came before its turn; outside the window or a second time it is silently ignored.
    ///
    /// @return whether it is kept
    boolean hold(int cmdSn, C command) {
        return waits(cmdSn) && held.putIfAbsent(cmdSn, Optional.of(command)) == null;
    }

    /// Counts a CmdSN as received though its command never came (ABORT TASK, RFC 7143 §11.6.1 b).
    void skip(int cmdSn) {
        if (!next(cmdSn) && waits(cmdSn)) {
            held.put(cmdSn, Optional.empty());
        }
    }

    /// True for a CmdSN in the window: not received, or not run yet.
    boolean waits(int cmdSn) {
        return Serial.within(cmdSn, expCmdSn, maxCmdSn);
    }

    /// Hands out the next held command whose turn has come, after those that were skipped.
    Optional<C> release() {
        while (!held.isEmpty()) {
            Optional<C> command = held.remove(expCmdSn);
            if (command == null) {
                return Optional.empty();
            }
            expCmdSn++;
            if (command.isPresent()) {
                return command;
            }
        }
        return Optional.empty();
    }

    /// Opens the window as far as the commands under way allow; it never moves back.
    void open(int underWay) {
        maxCmdSn = Serial.max(maxCmdSn, expCmdSn + depth - underWay - 1);
    }

    int held() {
        return held.size();
    }
}
