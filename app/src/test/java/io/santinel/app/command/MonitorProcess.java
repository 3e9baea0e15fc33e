package io.santinel.app.command;

import picocli.CommandLine;

/// `santinel monitor` alone in a JVM of its own, so that a test can kill it.
final class MonitorProcess {
    private MonitorProcess() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new MonitorCommand()).execute(args));
    }
}
