package io.santinel.monitor.check;

import io.santinel.monitor.section.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which services a report gives rise to: a status for each session, statistics for each session and host that has
/// counters. A session without counters gets no statistics service that could only fail.
public final class Discovery {
    private Discovery() {}

    /// The services in the order of their items, checks one after another.
    public static List<Discovered> discover(Report report) {
        List<Discovered> found = new ArrayList<>();
        var sessions = new TreeMap<>(Identity.sessions(report.sessions(), Map.of()));
        sessions.keySet().forEach(item -> found.add(CheckType.SESSIONS.discovered(item)));
        sessions.forEach((item, session) -> {
            if (!session.counters().isEmpty()) {
                found.add(CheckType.SESSION_STATS.discovered(item));
            }
        });
        new TreeMap<>(Identity.hosts(report.hosts())).forEach((item, host) -> {
            if (!host.counters().isEmpty()) {
                found.add(CheckType.HOST_STATS.discovered(item));
            }
        });
        return found;
    }
}
