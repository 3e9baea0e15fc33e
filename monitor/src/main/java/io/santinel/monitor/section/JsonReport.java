package io.santinel.monitor.section;

import io.santinel.host.model.Host;
import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The report as one JSON object, without loss. Its schema is `docs/report-format.md`: unknown fields are ignored,
/// an unknown version is refused.
public final class JsonReport {
    public static final String FORMAT = "santinel-report";
    public static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonReport() {}

    /// One line, ended by a newline.
    public static String render(Report report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("version", VERSION);
        ArrayNode sessions = root.putArray("sessions");
        report.sessions().forEach(session -> write(sessions.addObject(), session));
        ArrayNode hosts = root.putArray("hosts");
        report.hosts().forEach(host -> write(hosts.addObject(), host));
        ArrayNode problems = root.putArray("problems");
        report.problems().forEach(problems::add);
        return JSON.writeValueAsString(root) + "\n";
    }

    /// Reads a report. A session or host that cannot be read is left out and named in `problems`.
    ///
    /// @throws MalformedReport when it is no JSON, no report, of another version, or exceeds a limit
    public static Report parse(String text) {
        if (text.length() > AgentOutput.MAX_CHARACTERS) {
            throw new MalformedReport(
                    0, "", "report of " + text.length() + " characters, more than " + AgentOutput.MAX_CHARACTERS);
        }
        JsonFields root = new JsonFields(tree(text), "");
        if (!root.text("format").equals(FORMAT)) {
            throw new MalformedReport(0, "format", "want \"" + FORMAT + "\"");
        }
        long version = root.number("version");
        if (version != VERSION) {
            throw new MalformedReport(0, "version", version + " is not known, only " + VERSION);
        }
        Problems problems = new Problems();
        List<Session> sessions = all(root, "sessions", TextReport.MAX_SESSIONS, JsonReport::session, problems);
        List<Host> hosts = all(root, "hosts", TextReport.MAX_HOSTS, JsonReport::host, problems);
        root.texts("problems").forEach(problems::add);
        return new Report(sessions, hosts, problems.toList());
    }

    private static JsonNode tree(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node == null || !node.isObject()) {
                throw new MalformedReport(1, "", "want one JSON object with \"format\":\"" + FORMAT + "\"");
            }
            return node;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            throw new MalformedReport(line, "", "no JSON: " + Words.quoted(e.getOriginalMessage()));
        }
    }

    private static <T> List<T> all(
            JsonFields root, String field, int limit, Function<JsonFields, T> reader, Problems problems) {
        List<JsonFields> elements = root.objects(field, limit);
        List<T> read = new ArrayList<>(elements.size());
        for (JsonFields element : elements) {
            try {
                read.add(reader.apply(element));
            } catch (MalformedReport e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return read;
    }

    private static void write(ObjectNode node, Session session) {
        session.sid().ifPresent(sid -> node.put("sid", sid));
        node.put("transport", session.transport());
        session.flash().ifPresent(flash -> node.put("flash", flash));
        node.put("target", session.target());
        node.put("currentPortal", session.currentPortal());
        node.put("persistentPortal", session.persistentPortal());
        ObjectNode iface = node.putObject("iface");
        iface.put("name", session.iface().name());
        put(iface, "initiatorName", session.iface().initiatorName());
        put(iface, "ipAddress", session.iface().ipAddress());
        put(iface, "hwAddress", session.iface().hwAddress());
        put(iface, "netdev", session.iface().netdev());
        node.put("state", session.state());
        put(node, "connectionState", session.connectionState());
        put(node, "internalState", session.internalState());
        put(node, "since", session.since().map(Object::toString));
        put(node, "lastError", session.lastError());
        counters(node, session.counters());
    }

    private static void write(ObjectNode node, Host host) {
        host.number().ifPresent(number -> node.put("number", number));
        node.put("transport", host.transport());
        put(node, "ipAddress", host.ipAddress());
        put(node, "hwAddress", host.hwAddress());
        put(node, "netdev", host.netdev());
        put(node, "initiatorName", host.initiatorName());
        counters(node, host.counters());
    }

    private static void put(ObjectNode node, String field, Optional<String> value) {
        value.ifPresent(text -> node.put(field, text));
    }

    private static void counters(ObjectNode node, Map<String, Long> counters) {
        ObjectNode object = node.putObject("counters");
        counters.forEach((name, value) -> {
            if (value >= 0) {
                object.put(name, value);
            } else {
                object.put(name, new BigInteger(Long.toUnsignedString(value)));
            }
        });
    }

    private static Session session(JsonFields node) {
        JsonFields iface = node.object("iface");
        return new Session(
                node.maybeInt("sid"),
                node.text("transport"),
                node.maybeBoolean("flash"),
                node.text("target"),
                node.maybeText("currentPortal").orElseGet(() -> node.text("persistentPortal")),
                node.text("persistentPortal"),
                new Iface(
                        iface.text("name"),
                        iface.maybeText("initiatorName"),
                        iface.maybeText("ipAddress"),
                        iface.maybeText("hwAddress"),
                        iface.maybeText("netdev")),
                node.text("state"),
                node.maybeText("connectionState"),
                node.maybeText("internalState"),
                node.maybeInstant("since"),
                node.maybeText("lastError"),
                node.counters("counters"));
    }

    private static Host host(JsonFields node) {
        return new Host(
                node.maybeInt("number"),
                node.text("transport"),
                node.maybeText("ipAddress"),
                node.maybeText("hwAddress"),
                node.maybeText("netdev"),
                node.maybeText("initiatorName"),
                node.counters("counters"));
    }
}
