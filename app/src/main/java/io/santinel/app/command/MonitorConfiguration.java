package io.santinel.app.command;

import io.santinel.monitor.server.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a configuration file of the monitor says; what it does not say has the file's defaults.
///
/// @param host address that the page listens on
/// @param notifyExec command of the shell that is told of changes
/// @param notifyTimeout after it such a command is killed
/// @param interval that machines without one of their own have
record MonitorConfiguration(
        List<Watch> watches,
        String host,
        int port,
        Optional<String> notifyExec,
        Duration notifyTimeout,
        Optional<Path> passwordFile,
        Duration interval) {
    MonitorConfiguration {
        watches = List.copyOf(watches);
    }
}
