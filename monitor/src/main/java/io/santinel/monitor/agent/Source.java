package io.santinel.monitor.agent;

import io.santinel.monitor.section.Report;
import java.io.IOException;
import java.time.Instant;

/// Where the reports of one machine come from.
public interface Source {
    /// What the machine says now. It may wait; whoever calls it has a thread for that and interrupts it at the
    /// deadline.
    ///
    /// @param now time of the caller's clock
    /// @throws IOException when there is no usable report; the message is one line that says why
    Report report(Instant now) throws IOException, InterruptedException;

    /// The source in words that a person knows, as `file: /var/spool/db1.txt`.
    String words();
}
