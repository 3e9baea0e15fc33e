package io.santinel.app;

import io.santinel.app.command.AgentCommand;
import io.santinel.app.command.CheckCommand;
import io.santinel.app.command.DemoCommand;
import io.santinel.app.command.MonitorCommand;
import io.santinel.app.command.TargetCommand;
import io.santinel.app.command.WireCommand;
import io.santinel.app.io.IoCommand;
import java.util.Arrays;
import java.util.Optional;

/// The commands: one row each. Only the one that is asked for is loaded, which keeps short commands short.
enum Command {
    DEMO("demo", "a target, initiators, the monitor and its page, all in one process", 2),
    MONITOR("monitor", "poll machines, keep series, serve the page, send alarms", 2),
    AGENT("agent", "report the sessions of a machine as sections or JSON", 2),
    CHECK("check", "judge reports at given times, in fixed or compatible mode", 3),
    TARGET("target", "serve memory, files and block devices as logical units over iSCSI", 2),
    IO("io", "read, write, copy, verify and measure a logical unit", 2),
    WIRE("wire", "show the PDUs of a capture and what is wrong with them", 2);

    private final String word;
    private final String purpose;
    private final int usageStatus;

    Command(String word, String purpose, int usageStatus) {
        this.word = word;
        this.purpose = purpose;
        this.usageStatus = usageStatus;
    }

    static Optional<Command> find(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word.equals(word))
                .findFirst();
    }

    String word() {
        return word;
    }

    String purpose() {
        return purpose;
    }

    /// The exit status of wrong usage: plugins say 3 (UNKNOWN), everything else 2.
    int usageStatus() {
        return usageStatus;
    }

    /// What picocli runs: a callable that gives the status, or a group of commands.
    Object create() {
        return switch (this) {
            case DEMO -> new DemoCommand();
            case MONITOR -> new MonitorCommand();
            case AGENT -> new AgentCommand();
            case CHECK -> new CheckCommand();
            case TARGET -> new TargetCommand();
            case IO -> new IoCommand();
            case WIRE -> new WireCommand();
        };
    }
}
