package io.santinel.monitor.check;

import io.santinel.iscsi.counter.Counter;
import io.santinel.monitor.section.Words;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Levels as a JSON object: `{"open_iscsi_session_stats": {"rxdata_octets": [warn, crit]}}`. Check names may have `-`
/// or
/// `_`; 0 is off; an empty list and null are both off.
public final class LevelsFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private LevelsFile() {}

    /// Reads the levels.
    ///
    /// @throws IllegalArgumentException when it is not such an object; the message names line, or check and counter
    public static Levels parse(String text) {
        JsonNode root = tree(text);
        Map<CheckType, Map<String, Level>> levels = new EnumMap<>(CheckType.class);
        for (Map.Entry<String, JsonNode> entry : object(root, "levels")) {
            CheckType check = CheckType.named(entry.getKey())
                    .orElseThrow(
                            () -> new IllegalArgumentException("no check is called \"" + Words.quoted(entry.getKey())
                                    + "\", only " + CheckType.SESSION_STATS.underscored() + " and "
                                    + CheckType.HOST_STATS.underscored() + " have levels"));
            levels.computeIfAbsent(check, absent -> new HashMap<>()).putAll(counters(check, entry.getValue()));
        }
        return new Levels(levels);
    }

    private static Map<String, Level> counters(CheckType check, JsonNode node) {
        Map<String, Counter> known =
                check.counters().stream().collect(Collectors.toMap(Counter::name, counter -> counter));
        Map<String, Level> levels = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : object(node, check.underscored())) {
            if (!known.containsKey(entry.getKey())) {
                throw new IllegalArgumentException(
                        check.underscored() + " has no counter \"" + Words.quoted(entry.getKey()) + "\"");
            }
            levels.put(entry.getKey(), level(check.underscored() + "." + entry.getKey(), entry.getValue()));
        }
        return levels;
    }

    private static Level level(String place, JsonNode node) {
        if (node.isNull() || (node.isArray() && node.isEmpty())) {
            return Level.OFF;
        }
        if (!node.isArray() || node.size() != 2) {
            throw new IllegalArgumentException(place + ": want [warn, crit]");
        }
        return new Level(number(place, node.get(0)), number(place, node.get(1)));
    }

    private static double number(String place, JsonNode node) {
        double value = node.isNumber() ? node.doubleValue() : -1;
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    place + ": want a rate per second of 0 or more, there is " + Words.quoted(node.toString()));
        }
        return value;
    }

    private static Iterable<Map.Entry<String, JsonNode>> object(JsonNode node, String place) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(place + ": want an object");
        }
        return node.properties();
    }

    private static JsonNode tree(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node == null ? JSON.missingNode() : node;
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            throw new IllegalArgumentException(
                    "line " + line + ": no JSON: " + Words.quoted(String.valueOf(e.getOriginalMessage())), e);
        }
    }
}
