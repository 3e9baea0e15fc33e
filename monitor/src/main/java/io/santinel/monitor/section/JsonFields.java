package io.santinel.monitor.section;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// One JSON object whose fields are read with their path at hand, so that an error names it.
///
/// @param path for example `sessions[3].`, empty at the root
record JsonFields(JsonNode node, String path) {
    /// Characters that one text may have.
    private static final int MAX_TEXT = 4096;

    private static final BigInteger TOO_MUCH = BigInteger.ONE.shiftLeft(64);

    String text(String field) {
        return maybeText(field).orElseThrow(() -> wrong(field, "missing"));
    }

    Optional<String> maybeText(String field) {
        return get(field).map(value -> {
            if (!value.isString()) {
                throw wrong(field, "want a text");
            }
            return checked(field, value.stringValue());
        });
    }

    long number(String field) {
        JsonNode value = get(field).orElseThrow(() -> wrong(field, "missing"));
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field, "want a whole number");
        }
        return value.longValue();
    }

    Optional<Integer> maybeInt(String field) {
        return get(field).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
                throw wrong(field, "want a whole number from 0 to " + Integer.MAX_VALUE);
            }
            return value.intValue();
        });
    }

    Optional<Boolean> maybeBoolean(String field) {
        return get(field).map(value -> {
            if (!value.isBoolean()) {
                throw wrong(field, "want true or false");
            }
            return value.booleanValue();
        });
    }

    Optional<Instant> maybeInstant(String field) {
        return maybeText(field).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw wrong(field, "want an instant such as 2026-01-31T23:59:59Z");
            }
        });
    }

    JsonFields object(String field) {
        JsonNode value = get(field).orElseThrow(() -> wrong(field, "missing"));
        if (!value.isObject()) {
            throw wrong(field, "want an object");
        }
        return new JsonFields(value, path + field + ".");
    }

    /// The elements of a list, none when it is absent. An element that is no object reads as one without fields.
    List<JsonFields> objects(String field, int limit) {
        List<JsonFields> elements = new ArrayList<>();
        for (JsonNode element : array(field, limit)) {
            elements.add(new JsonFields(element, path + field + "[" + elements.size() + "]."));
        }
        return elements;
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(field, Problems.MAX_PROBLEMS + 1)) {
            if (!element.isString()) {
                throw wrong(field, "want texts");
            }
            texts.add(checked(field, element.stringValue()));
        }
        return texts;
    }

    /// Unsigned 64-bit numbers by name, none when the field is absent.
    Map<String, Long> counters(String field) {
        Optional<JsonNode> object = get(field);
        if (object.isEmpty()) {
            return Map.of();
        }
        if (!object.get().isObject() || object.get().size() > CounterLine.MAX_COUNTERS) {
            throw wrong(field, "want an object of at most " + CounterLine.MAX_COUNTERS + " numbers");
        }
        Map<String, Long> counters = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.get().properties()) {
            JsonNode value = entry.getValue();
            if (!value.isIntegralNumber()
                    || value.bigIntegerValue().signum() < 0
                    || value.bigIntegerValue().compareTo(TOO_MUCH) >= 0) {
                throw wrong(field + "." + Words.quoted(entry.getKey()), "want a whole number below 2^64");
            }
            counters.put(checked(field, entry.getKey()), value.bigIntegerValue().longValue());
        }
        return Collections.unmodifiableMap(counters);
    }

    private JsonNode array(String field, int limit) {
        JsonNode value = get(field).orElseGet(() -> node.isObject() ? emptyArray() : node);
        if (!value.isArray() || value.size() > limit) {
            throw wrong(field, "want a list of at most " + limit);
        }
        return value;
    }

    private static JsonNode emptyArray() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// Absent and null are the same.
    private Optional<JsonNode> get(String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private String checked(String field, String text) {
        if (text.length() > MAX_TEXT || Words.isBinary(text)) {
            throw wrong(field, "want at most " + MAX_TEXT + " characters without control characters");
        }
        return text;
    }

    private MalformedReport wrong(String field, String reason) {
        return new MalformedReport(0, path + field, reason);
    }
}
