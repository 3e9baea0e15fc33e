package io.santinel.monitor.agent;

import io.santinel.monitor.section.Report;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/// Runs a command of the shell whose standard output is the report: sections (either kind of header) or JSON.
///
/// @param deadline after it the command and its children are killed
public record ExecSource(String command, Duration deadline) implements Source {
    @Override
    public Report report(Instant now) throws IOException, InterruptedException {
        ShellCommand.Ended ended =
                ShellCommand.capturing(command, ReportText.LIMIT).run("", deadline);
        if (ended.status() != 0) {
            throw new IOException("command ended with status " + ended.status() + ended.complaintAfter(": "));
        }
        if (ended.output().isEmpty()) {
            throw new IOException("command printed nothing" + ended.complaintAfter(": "));
        }
        return ReportText.parse("output", ended.output().toByteArray());
    }

    @Override
    public String words() {
        return "exec: " + command;
    }
}
