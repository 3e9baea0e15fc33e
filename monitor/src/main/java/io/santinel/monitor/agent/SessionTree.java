package io.santinel.monitor.agent;

import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import io.santinel.monitor.section.MalformedReport;
import io.santinel.monitor.section.Problems;
import io.santinel.monitor.section.TextReport;
import io.santinel.monitor.section.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the tree that `iscsiadm -m session -P 1` prints (also `-P 2` and `-P 3`, whose further lines say nothing
/// here).
///
/// `Target:` comes when the target differs from the previous session's, the portals when they differ, otherwise one
/// empty
/// line stands for them; so target and portals are carried forward until new ones come. A session ends where
/// one of its lines would come a second time; empty lines mean nothing.
final class SessionTree {
    private static final String NAME = "Iface Name";
    private static final String TRANSPORT = "Iface Transport";
    private static final String STATE = "iSCSI Session State";
    private static final Set<String> KEYS = Set.of(
            NAME,
            TRANSPORT,
            "Iface Initiatorname",
            "Iface IPaddress",
            "Iface HWaddress",
            "Iface Netdev",
            "SID",
            "iSCSI Connection State",
            STATE,
            "Internal iscsid Session State");

    private final String file;
    private final Problems problems;
    private final List<Session> sessions = new ArrayList<>();
    private final Map<String, String> fields = new HashMap<>();
    private String target = "";
    private Optional<Boolean> flash = Optional.empty();
    private String currentPortal = "";
    private String persistentPortal = "";
    private int began;
    private boolean recognised;

    private SessionTree(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /// The sessions without counters, in the tool's order.
    ///
    /// @throws MalformedReport when the text has lines but none of the tree's
    static List<Session> read(String file, String text, Problems problems) {
        SessionTree tree = new SessionTree(file, problems);
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            tree.line(++number, line);
        }
        tree.finish();
        if (!tree.recognised && !text.isBlank() && !text.contains(IscsiadmOutput.NO_SESSIONS)) {
            throw new MalformedReport(
                    1, "Target", "not in " + file + ", which is no output of iscsiadm -m session -P 1");
        }
        return tree.sessions;
    }

    /// Whether the tool is one of the versions that print `default` for what a session does not have.
    static boolean saysDefault(String text) {
        return text.lines()
                .map(String::strip)
                .anyMatch(line -> line.equals("Iface HWaddress: default")
                        || line.equals("Iface Netdev: default")
                        || line.equals("Iface IPaddress: [default]"));
    }

    private void line(int number, String line) {
        int colon = line.indexOf(':');
        if (line.startsWith("iscsiadm: ")) {
            IscsiadmOutput.complaint(line).ifPresent(problems::add);
        } else if (line.startsWith("Target:")) {
            target(number, line.substring("Target:".length()).strip());
        } else if (colon > 0) {
            field(
                    number,
                    line.substring(0, colon).strip(),
                    line.substring(colon + 1).strip());
        }
    }

    private void target(int number, String value) {
        finish();
        recognised = true;
        began = number;
        currentPortal = "";
        persistentPortal = "";
        if (value.endsWith(" (flash)")) {
            flash = Optional.of(true);
            target = value.substring(0, value.length() - " (flash)".length());
        } else if (value.endsWith(" (non-flash)")) {
            flash = Optional.of(false);
            target = value.substring(0, value.length() - " (non-flash)".length());
        } else {
            flash = Optional.empty();
            target = value;
        }
    }

    private void field(int number, String key, String value) {
        switch (key) {
            case "Interface" -> finish();
            case "Current Portal" -> {
                finish();
                currentPortal = value;
                persistentPortal = value;
            }
            case "Persistent Portal" -> {
                finish();
                persistentPortal = value;
            }
            default -> {
                if (KEYS.contains(key)) {
                    put(number, key, value);
                }
            }
        }
    }

    private void put(int number, String key, String value) {
        if (fields.containsKey(key)) {
            finish();
        }
        if (fields.isEmpty()) {
            began = number;
        }
        fields.put(key, value);
    }

    private void finish() {
        if (fields.isEmpty()) {
            return;
        }
        recognised = true;
        if (sessions.size() >= TextReport.MAX_SESSIONS) {
            throw new MalformedReport(began, "", "more than " + TextReport.MAX_SESSIONS + " sessions in " + file);
        }
        Optional<String> lack = lack();
        lack.ifPresentOrElse(
                key -> problems.add(file + ", line " + began + ", " + key + ": missing in the session of target "
                        + (target.isEmpty() ? "(none)" : Words.quoted(target))),
                () -> sessions.add(session()));
        fields.clear();
    }

    /// What a session cannot do without.
    private Optional<String> lack() {
        if (target.isEmpty()) {
            return Optional.of("Target");
        }
        if (persistentPortal.isEmpty()) {
            return Optional.of("Persistent Portal");
        }
        return List.of(NAME, TRANSPORT, STATE).stream()
                .filter(key -> fields.getOrDefault(key, "").isEmpty())
                .findFirst();
    }

    private Session session() {
        return new Session(
                sid(),
                text(TRANSPORT),
                flash,
                target,
                currentPortal.isEmpty() ? persistentPortal : currentPortal,
                persistentPortal,
                new Iface(
                        text(NAME),
                        Words.present(text("Iface Initiatorname")),
                        Words.address(text("Iface IPaddress")),
                        Words.address(text("Iface HWaddress")),
                        Words.present(text("Iface Netdev"))),
                text(STATE),
                answer("iSCSI Connection State"),
                answer("Internal iscsid Session State"),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private String text(String key) {
        return fields.getOrDefault(key, "");
    }

    private Optional<Integer> sid() {
        try {
            return Optional.of(Integer.parseUnsignedInt(text("SID"))).filter(sid -> sid >= 0);
        } catch (NumberFormatException e) {
            problems.add(file + ", line " + began + ", SID: \"" + Words.quoted(text("SID")) + "\" is no number");
            return Optional.empty();
        }
    }

    /// iscsid's word, absent where it gave none.
    private Optional<String> answer(String key) {
        return Optional.of(text(key)).filter(word -> !word.isEmpty() && !word.equals("Unknown"));
    }
}
