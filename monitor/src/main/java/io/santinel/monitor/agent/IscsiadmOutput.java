package io.santinel.monitor.agent;

import io.santinel.host.model.Host;
import io.santinel.host.model.Session;
import io.santinel.monitor.section.Absent;
import io.santinel.monitor.section.CounterLine;
import io.santinel.monitor.section.MalformedReport;
import io.santinel.monitor.section.Problems;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.ReportFile;
import io.santinel.monitor.section.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes a report out of what iscsiadm printed into files of one directory:
///
/// | file | output of |
/// | --- | --- |
/// | `session_P1.txt` | `iscsiadm -m session -P 1` |
/// | `stats_N.txt` | `iscsiadm -m session -r N -s` |
/// | `host.txt` | `iscsiadm -m host` |
/// | `hoststats_N.txt` | `iscsiadm -m host -H N -C stats` |
///
/// What went to stderr may stand beside each as `.err`. No program runs.
public final class IscsiadmOutput {
    /// What iscsiadm says, with exit status 21, when there is simply no session.
    static final String NO_SESSIONS = "No active sessions";

    private static final String NO_HOSTS = "No hosts found";

    private final Path directory;
    private final Problems problems = new Problems();

    private IscsiadmOutput(Path directory) {
        this.directory = directory;
    }

    /// A report, and the words of the tool that it came from.
    ///
    /// @param absent for printing it in the legacy form
    public record Answer(Report report, Absent absent) {}

    /// Reads the directory. What is wrong with one session's or host's files costs that one its counters.
    ///
    /// @throws MalformedReport when the session listing is not one
    /// @throws IOException when a file cannot be read; the message names it
    public static Answer read(Path directory) throws IOException {
        return new IscsiadmOutput(directory).read();
    }

    private Answer read() throws IOException {
        String listing = sessionText();
        List<Session> sessions = new ArrayList<>();
        for (Session session : SessionTree.read("session_P1.txt", listing, problems)) {
            sessions.add(withCounters(session));
        }
        List<Host> hosts = new ArrayList<>();
        complaints("host.err");
        for (Host host : HostList.read("host.txt", text("host.txt").orElse(""), problems)) {
            hosts.add(withCounters(host));
        }
        return new Answer(
                new Report(sessions, hosts, problems.toList()),
                SessionTree.saysDefault(listing) ? Absent.DEFAULT : Absent.EMPTY);
    }

    private String sessionText() throws IOException {
        String complaints = text("session_P1.err").orElse("");
        Optional<String> text = text("session_P1.txt");
        if (text.isEmpty() && !complaints.contains(NO_SESSIONS)) {
            throw new IOException(
                    complaints.isBlank()
                            ? directory.resolve("session_P1.txt") + ": no such file"
                            : directory.resolve("session_P1.err") + ": "
                                    + Words.quoted(
                                            complaints.lines().findFirst().orElse("")));
        }
        complaints("session_P1.err");
        return text.orElse("");
    }

    private void complaints(String file) throws IOException {
        text(file).orElse("").lines().flatMap(line -> complaint(line).stream()).forEach(problems::add);
    }

    /// A line of the tool's stderr, absent when it only says that there is nothing.
    static Optional<String> complaint(String line) {
        return Optional.of(Words.quoted(line.strip()))
                .filter(text -> !text.isEmpty() && !text.contains(NO_SESSIONS) && !text.contains(NO_HOSTS));
    }

    /// iscsid knows nothing of the adapter's own sessions, so nobody asks it for their counters.
    private Session withCounters(Session session) throws IOException {
        boolean firmware = session.flash().orElseGet(() -> session.transport().equals("qla4xxx"));
        if (firmware || session.sid().isEmpty()) {
            return session;
        }
        int sid = session.sid().get();
        return session.withCounters(counters("stats_" + sid, "session " + sid));
    }

    /// Only qla4xxx keeps statistics of a host.
    private Host withCounters(Host host) throws IOException {
        int number = host.number().orElseThrow();
        if (!host.transport().equals("qla4xxx")) {
            return host;
        }
        return host.withCounters(counters("hoststats_" + number, "host " + number));
    }

    private Map<String, Long> counters(String file, String whose) throws IOException {
        complaints(file + ".err");
        Optional<String> text = text(file + ".txt");
        Map<String, Long> counters = new LinkedHashMap<>();
        int number = 0;
        for (String line : (Iterable<String>) text.orElse("").lines()::iterator) {
            number++;
            if (!line.isBlank() && Character.isWhitespace(line.charAt(0))) {
                counter(file + ".txt", number, line, counters);
            } else if (line.startsWith("iscsiadm: ")) {
                complaint(line).ifPresent(problems::add);
            }
        }
        if (counters.isEmpty()) {
            problems.add(whose + " has no statistics: " + file + ".txt "
                    + (text.isPresent() ? "holds no counter" : "is missing"));
        }
        return Collections.unmodifiableMap(counters);
    }

    private void counter(String file, int number, String line, Map<String, Long> counters) {
        try {
            CounterLine.parse(number, line).ifPresent(counter -> counter.into(number, counters));
        } catch (MalformedReport e) {
            problems.add(file + ", " + e.getMessage());
        }
    }

    private Optional<String> text(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Optional.of(ReportFile.text(file)) : Optional.empty();
    }
}
