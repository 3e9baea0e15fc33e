package io.santinel.monitor.web;

import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.name.Portal;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Fault.Action;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads what is asked of a portal, from the API or from a form of the page, and does it. What does not fit is refused
/// with the field's name.
final class FaultOrders {
    private static final String WANT = "want {\"state\":\"closed\"}, {\"state\":\"open\"} or {\"fault\":…}";
    private static final int LONGEST_LOGOUT = 3600;
    /// What a host and port are written with: what goes into a Login Response must not end its text early.
    private static final Pattern PORTAL = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");
    private static final Set<String> TRUTH = Set.of("true", "false");

    private final Fault.Panel panel;
    private final ObjectMapper mapper;

    FaultOrders(Fault.Panel panel, ObjectMapper mapper) {
        this.panel = panel;
        this.mapper = mapper;
    }

    /// Does what the body says.
    ///
    /// @return how the portal stands now
    Fault json(String id, byte[] body) {
        JsonNode tree;
        try {
            tree = mapper.readTree(body);
        } catch (JacksonException e) {
            throw Refusal.body("the body is no JSON: " + WANT);
        }
        return apply(id, action(tree));
    }

    /// The same from a form, where every value is a text.
    Fault form(String id, Map<String, List<String>> fields) {
        ObjectNode order = mapper.createObjectNode();
        fields.forEach((name, values) -> {
            String value = values.getFirst().trim();
            if (NUMBER.matcher(value).matches()) {
                order.put(name, Integer.parseInt(value));
            } else if (TRUTH.contains(value)) {
                order.put(name, Boolean.parseBoolean(value));
            } else {
                order.put(name, value);
            }
        });
        return apply(id, action(order));
    }

    private Fault apply(String id, Action action) {
        try {
            if (panel.apply(id, action)) {
                return Fault.find(panel.list(), id).orElseThrow(() -> unknown(id));
            }
        } catch (IOException e) {
            throw Refusal.of(503, "the portal does not do this: " + e.getMessage());
        }
        throw unknown(id);
    }

    private static Refusal unknown(String id) {
        return Refusal.notFound("there is no fault '" + Query.shown(id) + "'");
    }

    private static Action action(@Nullable JsonNode order) {
        if (order == null || !order.isObject() || (!order.has("state") && !order.has("fault"))) {
            throw Refusal.field("state", "neither state nor fault is given: " + WANT);
        }
        if (order.has("state")) {
            only(order, "state");
            return choice(order, "state", "closed", "open").equals("closed") ? new Action.Close() : new Action.Open();
        }
        JsonNode fault = order.get("fault");
        return switch (fault.isString() ? fault.stringValue() : "") {
            case "refuse-login" -> {
                only(order, "fault", "class", "detail");
                yield new Action.RefuseLogin(number(order, "class", 2, 3), number(order, "detail", 0, 255));
            }
            case "redirect" -> {
                only(order, "fault", "to", "permanent");
                yield new Action.Redirect(portal(order), permanent(order));
            }
            case "spoil-digest" -> {
                only(order, "fault", "segment");
                boolean header = choice(order, "segment", "header", "data").equals("header");
                yield new Action.SpoilDigest(header ? Segment.HEADER : Segment.DATA);
            }
            case "request-logout" -> {
                only(order, "fault", "seconds");
                yield new Action.RequestLogout(number(order, "seconds", 0, LONGEST_LOGOUT));
            }
            case "silent" -> once(order, new Action.StaySilent());
            case "drop" -> once(order, new Action.Drop());
            default ->
                throw Refusal.field(
                        "fault", "fault must be refuse-login, redirect, silent, spoil-digest, request-logout or drop");
        };
    }

    private static Action once(JsonNode order, Action action) {
        only(order, "fault");
        return action;
    }

    /// A member that does not belong there is a slip of the pen that would otherwise go unseen.
    private static void only(JsonNode order, String... known) {
        for (String name : order.propertyNames()) {
            if (!Arrays.asList(known).contains(name)) {
                throw Refusal.field(
                        Query.shown(name),
                        "'" + Query.shown(name) + "' does not belong here: want " + String.join(", ", known));
            }
        }
    }

    private static String choice(JsonNode order, String field, String one, String other) {
        JsonNode value = order.get(field);
        String word = value != null && value.isString() ? value.stringValue() : "";
        if (!word.equals(one) && !word.equals(other)) {
            throw Refusal.field(field, field + " must be \"" + one + "\" or \"" + other + "\"");
        }
        return word;
    }

    private static int number(JsonNode order, String field, int least, int most) {
        JsonNode value = order.get(field);
        boolean whole = value != null && value.isIntegralNumber() && value.canConvertToInt();
        if (value == null || !whole || value.intValue() < least || value.intValue() > most) {
            throw Refusal.field(field, field + " must be a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    private static Portal portal(JsonNode order) {
        JsonNode value = order.get("to");
        String text = value != null && value.isString() ? value.stringValue() : "";
        if (!PORTAL.matcher(text).matches()) {
            throw Refusal.field("to", "to must be a portal such as \"127.0.2.1:3260\"");
        }
        try {
            return Portal.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.field("to", "to: " + e.getMessage());
        }
    }

    private static boolean permanent(JsonNode order) {
        JsonNode value = order.get("permanent");
        if (value != null && !value.isBoolean()) {
            throw Refusal.field("permanent", "permanent must be true or false");
        }
        return value != null && value.booleanValue();
    }
}
