package io.santinel.monitor.section;

import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import io.santinel.iscsi.name.Portal;
import io.santinel.monitor.section.AgentOutput.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of the sessions section: transport, portal, target, interface name, netdev, IP address and three states.
final class SessionRow {
    private static final int WORDS = 9;
    /// The original plugin prints an interface name with its blanks, so a row may be longer.
    private static final int MAX_WORDS = 25;

    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}");

    private SessionRow() {}

    static List<Session> readAll(List<Line> lines, Problems problems) {
        List<Session> sessions = new ArrayList<>();
        for (Line line : lines) {
            if (sessions.size() >= TextReport.MAX_SESSIONS) {
                throw new MalformedReport(
                        line.number(), "", "more than " + TextReport.MAX_SESSIONS + " sessions in one report");
            }
            try {
                read(line).ifPresent(sessions::add);
            } catch (MalformedReport e) {
                problems.add(Section.SESSIONS + ", " + e.getMessage());
            }
        }
        return sessions;
    }

    /// Absent when it is the row that the original plugin makes of an empty line of iscsiadm.
    private static Optional<Session> read(Line line) {
        List<String> words = line.words();
        if (words.size() < WORDS || words.size() > MAX_WORDS) {
            throw new MalformedReport(line.number(), "row", "want " + WORDS + " words, there are " + words.size());
        }
        int tail = words.size() - 5;
        String iface = String.join("_", words.subList(3, tail));
        String state = words.get(tail + 2);
        if (words.getFirst().equals("none") && iface.equals("none") && state.equals("none")) {
            return Optional.empty();
        }
        for (String word : words) {
            if (Words.isBinary(word)) {
                throw new MalformedReport(line.number(), "row", "binary bytes in \"" + Words.quoted(word) + "\"");
            }
        }
        String portal = portal(line);
        return Optional.of(new Session(
                Optional.empty(),
                words.getFirst(),
                Optional.empty(),
                words.get(2),
                portal,
                portal,
                new Iface(
                        iface,
                        Optional.empty(),
                        Words.address(words.get(tail + 1)),
                        mac(iface),
                        Words.present(words.get(tail))),
                state,
                answer(words.get(tail + 3)),
                answer(words.get(tail + 4)),
                Optional.empty(),
                Optional.empty(),
                Map.of()));
    }

    private static String portal(Line line) {
        String text = line.word(1);
        int comma = text.lastIndexOf(',');
        try {
            Portal.parse(comma < 0 ? text : text.substring(0, comma));
            return text;
        } catch (IllegalArgumentException e) {
            throw new MalformedReport(line.number(), "portal", Words.quoted(String.valueOf(e.getMessage())));
        }
    }

    /// iscsid's word with its blanks, absent where iscsid did not answer.
    private static Optional<String> answer(String word) {
        return word.equals("Unknown") || word.equals("none") ? Optional.empty() : Optional.of(word.replace('_', ' '));
    }

    /// Hardware interfaces carry their address in the name, as `bnx2i.f8:ca:b8:7d:bf:2d`.
    private static Optional<String> mac(String iface) {
        Matcher matcher = MAC.matcher(iface);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }
}
