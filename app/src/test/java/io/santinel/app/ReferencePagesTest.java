package io.santinel.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.host.counter.HostCounters;
import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.SessionCounters;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.Kind;
import io.santinel.monitor.graph.Graph;
import io.santinel.monitor.graph.Graphs;
import io.santinel.monitor.graph.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The pages of `docs/generated` say what the tables of the code say; `-Dgolden.update=true` writes them anew.
class ReferencePagesTest {
    private static final Path PAGES = Path.of("../docs/generated");
    private static final Path MACHINES = Path.of("../iscsi/src/test/fixtures/state");
    /// The time at which the table of the session's transitions was made.
    private static final Duration TABLE_TIME = Duration.ofSeconds(1000);

    private static final Pattern CONNECTION_STEP = Pattern.compile("([A-Z ]+?) +([A-Z]\\w+) +-> (.+)");
    private static final Pattern SESSION_STATE = Pattern.compile("(.+?)  \\[(.+)]");
    private static final Pattern SESSION_STEP = Pattern.compile(" +(.+?) +-> (.+) \\[(.*)]");

    @Test
    void counters() throws IOException {
        StringBuilder page = new StringBuilder();
        counters(page, "Session counters", SessionCounters.ALL.counters());
        counters(page, "Extended session counters, which only some drivers have", SessionCounters.EXTENDED.counters());
        counters(page, "Host counters", HostCounters.ALL.counters());
        assertPage("counters.md", "Counters", "the counter tables in `iscsi` and `host`", page);
    }

    @Test
    void graphs() throws IOException {
        StringBuilder page = new StringBuilder();
        for (String check : List.of("open_iscsi_session_stats", "open_iscsi_host_stats")) {
            for (Graph graph : Graphs.forCheck(check)) {
                page.append(
                        "\n## %s %s\n\nOf `%s`, in %s.\n\n".formatted(graph.id(), graph.title(), check, graph.unit()));
                row(page, "line", "metric", "direction", "shape", "colour", "stands on", "percentile");
                rule(page, 7);
                graph.lines().forEach(line -> line(page, line));
            }
        }
        assertPage("graphs.md", "Graphs", "`monitor/src/main/java/io/santinel/monitor/graph/Graphs.java`", page);
    }

    @Test
    void login_keys() throws IOException {
        StringBuilder page = new StringBuilder("\n");
        row(page, "key", "outcome", "default", "scope", "use", "in discovery", "longest value", "section");
        rule(page, 8);
        for (Key key : Key.values()) {
            row(
                    page,
                    code(key.text()),
                    outcome(key.kind()),
                    key.byDefault(),
                    word(key.scope()),
                    word(key.use()),
                    key.inDiscovery() ? "yes" : "Irrelevant",
                    key.maxLength() + " bytes",
                    section(key.section()));
        }
        assertPage("login-keys.md", "Login keys", "`iscsi/src/main/java/io/santinel/iscsi/key/Key.java`", page);
    }

    @Test
    void session_states() throws IOException {
        StringBuilder page = new StringBuilder();
        page.append("\nA transition that is not here changes nothing.\n\n## Connection (RFC 7143 §8.1.3)\n\n");
        row(page, "state", "event", "next state");
        rule(page, 3);
        for (String line : Files.readAllLines(MACHINES.resolve("connection.txt"))) {
            Matcher step = matched(CONNECTION_STEP, line);
            row(page, code(step.group(1)), code(step.group(2)), code(step.group(3)));
        }
        page.append("\n## Session (RFC 7143 §8.3)\n\nTimes count from the event.\n");
        for (String line : Files.readAllLines(MACHINES.resolve("session.txt"))) {
            if (line.startsWith(" ")) {
                Matcher step = matched(SESSION_STEP, times(line));
                String effects = step.group(3).isEmpty() ? "" : code(step.group(3));
                row(page, code(step.group(1)), code(step.group(2)), effects);
            } else {
                Matcher state = matched(SESSION_STATE, times(line));
                page.append("\n### %s\n\nShown as `%s`.\n\n".formatted(code(state.group(1)), state.group(2)));
                row(page, "event", "next state", "effects");
                rule(page, 3);
            }
        }
        assertPage(
                "session-states.md",
                "States of a session",
                "the golden tables in `iscsi/src/test/fixtures/state`",
                page);
    }

    @Test
    void error_codes() throws IOException {
        StringBuilder page = new StringBuilder("\n");
        row(page, "code", "name", "text");
        rule(page, 3);
        for (ErrorCode error : ErrorCode.values()) {
            row(page, String.valueOf(error.code()), code(error.name()), error.text());
        }
        assertPage("error-codes.md", "Error codes", "`iscsi/src/main/java/io/santinel/iscsi/ErrorCode.java`", page);
    }

    private static void counters(StringBuilder page, String title, List<Counter> counters) {
        page.append("\n## %s: %d\n\n".formatted(title, counters.size()));
        row(
                page,
                "name",
                "layer",
                "kind",
                "bits",
                "label",
                "rule: the levels for the number of …",
                "unit",
                "graph",
                "direction",
                "colour");
        rule(page, 10);
        for (Counter counter : counters) {
            row(
                    page,
                    code(counter.name()),
                    counter.layer().name(),
                    word(counter.kind()),
                    String.valueOf(counter.bits()),
                    counter.label(),
                    counter.rule().text(),
                    counter.rule().unit(),
                    counter.curve().graph(),
                    word(counter.curve().direction()),
                    "#" + counter.curve().colour());
        }
    }

    private static void line(StringBuilder page, Line line) {
        row(
                page,
                line.label(),
                code(line.metric()),
                word(line.direction()),
                word(line.shape()),
                "#" + line.colour(),
                line.stackedOn().map(ReferencePagesTest::code).orElse(""),
                line.percentile()
                        .map(it -> it.percent() + " (#" + it.colour() + ")")
                        .orElse(""));
    }

    private static String outcome(Kind kind) {
        return switch (kind) {
            case Kind.Declared() -> "declared";
            case Kind.Choice(List<String> known) -> "first common of " + String.join(", ", known);
            case Kind.Flag(boolean and) -> and ? "AND" : "OR";
            case Kind.Fixed(String fixed) -> "always " + fixed;
            case Kind.Obsolete _ -> "obsolete: always Reject";
            case Kind.Numeric(Kind.Numeric.Rule rule, int low, int high) -> word(rule) + ", " + low + " to " + high;
        };
    }

    private static String section(String section) {
        String[] parts = section.split(":", 2);
        return parts.length == 1 ? "RFC 7143 §" + section : "RFC " + parts[0] + " §" + parts[1];
    }

    private static Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }

    /// Instants of the table as distances from its time, lengths in seconds.
    private static String times(String line) {
        String bare = line.replaceAll("(?<=\\w)\\[]", "");
        return Pattern.compile("(\\w+)=(PT[\\w.]+)").matcher(bare).replaceAll(found -> {
            Duration time = Duration.parse(found.group(2));
            boolean instant = List.of("until", "openAt", "giveUpAt").contains(found.group(1));
            double seconds = time.minus(instant ? TABLE_TIME : Duration.ZERO).toMillis() / 1000.0;
            String sign = instant && seconds >= 0 ? "+" : "";
            String amount = String.format(Locale.ROOT, "%.2f", seconds).replaceAll("\\.?0+$", "");
            return found.group(1) + "=" + sign + amount + " s";
        });
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static void rule(StringBuilder page, int cells) {
        page.append("|").append(" --- |".repeat(cells)).append('\n');
    }

    private static void assertPage(String file, String title, String origin, StringBuilder body) throws IOException {
        String page = "# " + title + "\n\nWritten from " + origin + "; do not edit, see `CONTRIBUTING.md`.\n" + body;
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGES.resolve(file), page);
        }
        assertThat(Files.readString(PAGES.resolve(file)))
                .as("docs/generated/%s is stale: write it anew with -Dgolden.update=true", file)
                .isEqualTo(page);
    }
}
