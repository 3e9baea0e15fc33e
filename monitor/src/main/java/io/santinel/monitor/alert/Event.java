package io.santinel.monitor.alert;

import io.santinel.monitor.store.StoredChange;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// One change as the JSON object that a notifier reads.
final class Event {
    private static final JsonMapper JSON = new JsonMapper();

    private Event() {}

    /// One line with line feed: `number`, `at` (ISO 8601), `machine`, `service`, `id`, `check`, `item`, `from` and `to`
    /// (0–3, `from` is missing at the first judgement), `outcome`, `summary`.
    static String json(StoredChange change) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("number", change.number());
        event.put("at", change.at().toString());
        event.put("machine", change.machine());
        event.put("service", change.service());
        event.put("id", change.serviceId());
        event.put("check", change.check());
        event.put("item", change.item());
        change.from().ifPresent(state -> event.put("from", state));
        change.to().ifPresent(state -> event.put("to", state));
        event.put("outcome", change.outcome());
        event.put("summary", change.summary());
        return JSON.writeValueAsString(event) + "\n";
    }
}
