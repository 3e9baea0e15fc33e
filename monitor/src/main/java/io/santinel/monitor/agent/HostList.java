package io.santinel.monitor.agent;

import io.santinel.host.model.Host;
import io.santinel.monitor.section.Problems;
import io.santinel.monitor.section.TextReport;
import io.santinel.monitor.section.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the flat list that `iscsiadm -m host` prints: `TRANSPORT: [NUMBER] IP,[MAC],NETDEV INITIATORNAME`.
final class HostList {
    private static final Pattern LINE =
            Pattern.compile("(\\S+): \\[(\\d{1,9})] (\\[[^\\]]*]|[^,]*),\\[([^\\]]*)],(\\S+) (.+)");

    private HostList() {}

    /// The hosts without counters.
    static List<Host> read(String file, String text, Problems problems) {
        List<Host> hosts = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            Matcher matcher = LINE.matcher(line.strip());
            if (matcher.matches() && hosts.size() < TextReport.MAX_HOSTS) {
                hosts.add(host(matcher));
            } else if (line.startsWith("iscsiadm: ")) {
                IscsiadmOutput.complaint(line).ifPresent(problems::add);
            } else if (!line.isBlank()) {
                problems.add(file + ", line " + number + ", host: "
                        + (hosts.size() < TextReport.MAX_HOSTS
                                ? "want \"TRANSPORT: [N] IP,[MAC],NETDEV IQN\""
                                : "more than " + TextReport.MAX_HOSTS + " hosts"));
            }
        }
        return hosts;
    }

    private static Host host(Matcher matcher) {
        return new Host(
                Optional.of(Integer.valueOf(matcher.group(2))),
                matcher.group(1),
                Words.address(matcher.group(3)),
                Words.present(matcher.group(4)),
                Words.present(matcher.group(5)),
                Words.present(matcher.group(6).strip()),
                Map.of());
    }
}
