package io.santinel.iscsi.target;

import java.time.Duration;

/// What peers may use up, and how long they may take.
///
/// @param connections open at once, over all portals; one more takes the place of the slowest login, or is closed
/// @param sessions logged in at once; more are refused with 0302
/// @param commands that one session may have under way: the CmdSN window
/// @param textBytes of one text negotiation, asked or answered
/// @param loginTimeout from accept to full feature phase
/// @param pingAfter a connection that was silent so long gets a NOP-In
/// @param pingTimeout and is dropped when it stays silent so long after it
public record Limits(
        int connections,
        int sessions,
        int commands,
        int textBytes,
        Duration loginTimeout,
        Duration pingAfter,
        Duration pingTimeout) {
    public static final Limits DEFAULT = new Limits(
            1024, 512, 128, 64 << 10, Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(15));

    public Limits {
        if (connections < 1 || sessions < 1 || sessions > 0xffff || commands < 1 || textBytes < 1024) {
            throw new IllegalArgumentException(
                    "limits want at least 1 connection, 1 to 65535 sessions, 1 command and" + " 1024 bytes of text");
        }
    }

    public Limits withLoginTimeout(Duration timeout) {
        return new Limits(connections, sessions, commands, textBytes, timeout, pingAfter, pingTimeout);
    }

    public Limits withPing(Duration after, Duration timeout) {
        return new Limits(connections, sessions, commands, textBytes, loginTimeout, after, timeout);
    }

    public Limits withCounts(int connections, int sessions, int commands) {
        return new Limits(connections, sessions, commands, textBytes, loginTimeout, pingAfter, pingTimeout);
    }
}
