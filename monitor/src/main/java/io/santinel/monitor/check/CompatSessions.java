package io.santinel.monitor.check;

import io.santinel.monitor.section.AgentOutput.Line;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The original's status check on raw rows: rows of nine words count, the first one with the item decides.
final class CompatSessions {
    private static final int WORDS = 9;
    private static final String UNKNOWN = "Unknown";
    private static final String LOGGED_IN = "LOGGED_IN";
    private static final String HEALTHY = "LOGGED_IN/LOGGED_IN/NO_CHANGE";

    private CompatSessions() {}

    /// One item a row, also when rows repeat it.
    static List<String> items(List<Line> lines) {
        return lines.stream()
                .filter(line -> line.words().size() == WORDS)
                .map(CompatSessions::item)
                .toList();
    }

    /// The row that decides for each item.
    static Map<String, Line> rows(List<Line> lines) {
        Map<String, Line> rows = new HashMap<>();
        for (Line line : lines) {
            if (line.words().size() == WORDS) {
                rows.putIfAbsent(item(line), line);
            }
        }
        return rows;
    }

    static Result check(Discovered service, Map<String, Line> rows) {
        Optional<Line> row = Optional.ofNullable(rows.get(service.item()));
        return row.map(line -> judge(service, line))
                .orElseGet(() -> result(
                        service,
                        State.CRIT,
                        "Session is missing. Check iSCSI logins or rerun inventory if target has been removed"
                                + " permanently"));
    }

    private static Result judge(Discovered service, Line row) {
        String session = row.words().get(6);
        String connection = row.words().get(7);
        String internal = row.words().get(8);
        if (connection.equals(UNKNOWN) || internal.equals(UNKNOWN)) {
            return session.equals(LOGGED_IN)
                    ? result(service, State.OK, "Session is in status LOGGED_IN")
                    : result(service, State.CRIT, "Session is in status " + session + ". Expected status LOGGED_IN");
        }
        String states = session + "/" + connection + "/" + internal;
        return states.equals(HEALTHY)
                ? result(service, State.OK, "Session is in status " + HEALTHY + ".")
                : result(service, State.CRIT, "Session is in status " + states + ". Expected status " + HEALTHY);
    }

    private static String item(Line line) {
        return line.words().get(3) + " / " + line.words().get(2);
    }

    private static Result result(Discovered service, State state, String summary) {
        return new Result(
                service.check(),
                service.item(),
                service.service(),
                Outcome.JUDGED,
                Optional.of(state),
                summary,
                List.of());
    }
}
