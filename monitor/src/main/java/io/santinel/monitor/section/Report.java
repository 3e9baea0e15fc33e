package io.santinel.monitor.section;

import io.santinel.host.model.Host;
import io.santinel.host.model.Session;
import java.util.List;

/// What one machine says at one instant. It carries no machine name and no time: the monitor knows whom it asked and
/// when; the same report is text, JSON or objects without loss of what a check reads.
///
/// @param problems what could not be read, each a line that names the place; never costs the rest
public record Report(List<Session> sessions, List<Host> hosts, List<String> problems) {
    public Report {
        sessions = List.copyOf(sessions);
        hosts = List.copyOf(hosts);
        problems = List.copyOf(problems);
    }
}
