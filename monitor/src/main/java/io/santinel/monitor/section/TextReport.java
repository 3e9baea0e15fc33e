package io.santinel.monitor.section;

import io.santinel.host.model.Host;
import io.santinel.host.model.Session;
import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.SessionCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The report as sections of an agent's output, for Checkmk and for people: one row a session, one block of counters a
/// session that has some, one a host that has some. It holds neither times nor last errors; JSON does.
/// The layout is written down in `docs/report-format.md`.
public final class TextReport {
    /// Sessions that one report may have.
    public static final int MAX_SESSIONS = 10_000;
    /// Hosts that one report may have.
    public static final int MAX_HOSTS = 1_000;

    private TextReport() {}

    /// Writes the report, with the same words for what is absent whatever the version of open-iscsi.
    public static String render(Report report, Headers headers) {
        return render(report, headers, Absent.EMPTY);
    }

    /// Writes the report. With `HYPHEN` and the words of the machine's own iscsiadm it is what the original plugin
    /// would
    /// have printed there had it made no mistakes.
    public static String render(Report report, Headers headers, Absent absent) {
        StringBuilder out = new StringBuilder(512 * (1 + report.sessions().size()));
        out.append(headers.line(Section.SESSIONS)).append('\n');
        report.sessions().forEach(session -> out.append(row(session, absent)).append('\n'));
        List<Session> counting = report.sessions().stream()
                .filter(session -> !session.counters().isEmpty())
                .toList();
        if (!counting.isEmpty()) {
            out.append('\n').append(headers.line(Section.SESSION_STATS)).append('\n');
            counting.forEach(session -> block(out, session, headers, absent));
        }
        List<Host> hosts = report.hosts().stream()
                .filter(host -> !host.counters().isEmpty())
                .toList();
        if (!hosts.isEmpty()) {
            out.append('\n').append(headers.line(Section.HOST_STATS)).append('\n');
            hosts.forEach(host -> block(out, host, headers));
        }
        return out.toString();
    }

    /// Reads a report out of any agent's output, in either style of headers, also what the original plugin printed.
    /// A bad line costs its own session or block and is named in `problems`.
    ///
    /// @throws MalformedReport when there is no iSCSI section in it, or when it exceeds a limit
    public static Report parse(String text) {
        return of(AgentOutput.read(text));
    }

    /// The report that these sections hold.
    ///
    /// @throws MalformedReport when it exceeds a limit
    public static Report of(AgentOutput output) {
        Problems problems = new Problems();
        List<Session> rows = SessionRow.readAll(output.lines(Section.SESSIONS), problems);
        List<Block> blocks = Block.readAll(output.lines(Section.SESSION_STATS), Section.SESSION_STATS, problems);
        List<Host> hosts = new ArrayList<>();
        for (Block block : Block.readAll(output.lines(Section.HOST_STATS), Section.HOST_STATS, problems)) {
            hosts.add(block.toHost());
        }
        return new Report(Pairing.pair(rows, blocks, problems), hosts, problems.toList());
    }

    private static String row(Session session, Absent absent) {
        return String.join(
                " ",
                Words.word(session.transport()),
                Words.word(session.persistentPortal()),
                Words.word(session.target()),
                Words.word(session.iface().name()),
                session.iface().netdev().map(Words::word).orElse(absent.netdev()),
                session.iface().ipAddress().map(TextReport::bracketed).orElse(absent.ipAddress()),
                Words.word(session.state()),
                session.connectionState().map(Words::word).orElse("Unknown"),
                session.internalState().map(Words::word).orElse("Unknown"));
    }

    private static String bracketed(String address) {
        return address.indexOf(':') >= 0 ? "[" + Words.word(address) + "]" : Words.word(address);
    }

    private static void block(StringBuilder out, Session session, Headers headers, Absent absent) {
        out.append("[session stats ").append(word(session.iface().hwAddress(), absent.hwAddress()));
        out.append(' ').append(Words.word(session.target()));
        if (headers == Headers.UNDERSCORE) {
            out.append(' ').append(Words.word(session.persistentPortal()));
            out.append(' ').append(Words.word(session.iface().name()));
            out.append(' ').append(session.sid().map(String::valueOf).orElse("-"));
        }
        out.append("]\n");
        for (Counter counter : SessionCounters.STRUCT_ORDER) {
            session.counter(counter).ifPresent(value -> counter(out, counter.name(), value));
        }
        List<Map.Entry<String, Long>> extended = session.counters().entrySet().stream()
                .filter(entry -> SessionCounters.ALL.find(entry.getKey()).isEmpty())
                .toList();
        if (!extended.isEmpty()) {
            out.append("iSCSI Extended:\n");
            extended.forEach(entry -> counter(out, entry.getKey(), entry.getValue()));
        }
        out.append('\n');
    }

    /// iscsiadm prints a host's counters from 2^63 on as negative numbers, and so did the original plugin.
    private static void block(StringBuilder out, Host host, Headers headers) {
        out.append("[host stats ").append(word(host.hwAddress(), Absent.EMPTY.hwAddress()));
        out.append(' ').append(word(host.initiatorName(), "none")).append("]\n");
        host.counters().forEach((name, value) -> {
            if (headers == Headers.HYPHEN) {
                out.append(Words.word(name))
                        .append(": ")
                        .append(value.longValue())
                        .append('\n');
            } else {
                counter(out, name, value);
            }
        });
        out.append('\n');
    }

    private static String word(Optional<String> text, String absent) {
        return text.map(Words::word).orElse(absent);
    }

    private static void counter(StringBuilder out, String name, long value) {
        out.append(Words.word(name))
                .append(": ")
                .append(Long.toUnsignedString(value))
                .append('\n');
    }
}
