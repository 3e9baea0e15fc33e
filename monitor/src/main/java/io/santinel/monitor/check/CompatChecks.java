package io.santinel.monitor.check;

import io.santinel.host.counter.HostCounters;
import io.santinel.iscsi.counter.SessionCounters;
import io.santinel.monitor.check.CompatMemory.Reading;
import io.santinel.monitor.section.AgentOutput;
import io.santinel.monitor.section.AgentOutput.Line;
import io.santinel.monitor.section.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The three checks as the extension of 2017 made them under Check_MK 1.2.8: texts, items, order, rates and mistakes.
/// They read words, not a report, because most of their mistakes are about words.
public final class CompatChecks {
    private static final CompatStatistics SESSION_STATS = new CompatStatistics(
            CheckType.SESSION_STATS, "[session", "Session Stats: ", "rxdata_octets", SessionCounters.ALL.counters());
    private static final CompatStatistics HOST_STATS = new CompatStatistics(
            CheckType.HOST_STATS, "[host", "Host Stats: ", "mactx_bytes", HostCounters.ALL.counters());

    private CompatChecks() {}

    /// What came out of one agent output.
    public record CompatEvaluation(List<Result> results, CompatMemory next) {}

    /// The services of one agent output: a status a row, statistics a block.
    public static List<Discovered> discover(AgentOutput output) {
        List<Discovered> found = new ArrayList<>();
        for (String item : CompatSessions.items(output.lines(Section.SESSIONS))) {
            found.add(discovered(CheckType.SESSIONS, item));
        }
        for (CompatStatistics check : List.of(SESSION_STATS, HOST_STATS)) {
            check.blocks(lines(check, output))
                    .ifPresent(blocks -> blocks.keySet().forEach(item -> found.add(discovered(check.check(), item))));
        }
        return found;
    }

    /// Judges the services on one agent output.
    ///
    /// @param time of the server's clock, in seconds
    public static CompatEvaluation evaluate(
            List<Discovered> services, AgentOutput output, double time, CompatMemory before, Levels levels) {
        Map<String, Reading> memory = new HashMap<>(before.readings());
        Map<String, Line> rows = CompatSessions.rows(output.lines(Section.SESSIONS));
        Optional<Map<String, Map<String, String>>> sessions = SESSION_STATS.blocks(lines(SESSION_STATS, output));
        Optional<Map<String, Map<String, String>>> hosts = HOST_STATS.blocks(lines(HOST_STATS, output));
        List<Result> results = new ArrayList<>(services.size());
        for (Discovered service : services) {
            CheckType.named(service.check())
                    .map(type -> switch (type) {
                        case SESSIONS -> CompatSessions.check(service, rows);
                        case SESSION_STATS -> SESSION_STATS.check(service, sessions, time, memory, levels.of(type));
                        case HOST_STATS -> HOST_STATS.check(service, hosts, time, memory, levels.of(type));
                    })
                    .ifPresent(results::add);
        }
        return new CompatEvaluation(results, new CompatMemory(memory));
    }

    private static List<Line> lines(CompatStatistics check, AgentOutput output) {
        return output.lines(check.check() == CheckType.HOST_STATS ? Section.HOST_STATS : Section.SESSION_STATS);
    }

    private static Discovered discovered(CheckType type, String item) {
        return new Discovered(type.hyphened(), item, type.service(item));
    }
}
