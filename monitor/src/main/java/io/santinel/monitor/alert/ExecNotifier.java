package io.santinel.monitor.alert;

import io.santinel.monitor.agent.ShellCommand;
import io.santinel.monitor.store.StoredChange;
import java.io.IOException;
import java.time.Duration;

/// Runs `sh -c COMMAND` for each change with the event as one JSON object on standard input. Its output is ignored; a
/// status other than 0 means that the change was not told.
///
/// @param deadline after it the command and its children are killed, and the change was not told
public record ExecNotifier(String command, Duration deadline) implements Notifier {
    @Override
    public void tell(StoredChange change) throws IOException, InterruptedException {
        ShellCommand.Ended ended = ShellCommand.silent(command).run(Event.json(change), deadline);
        if (ended.status() != 0) {
            throw new IOException("command ended with status " + ended.status());
        }
    }
}
