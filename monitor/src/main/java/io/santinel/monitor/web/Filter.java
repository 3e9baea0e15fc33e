package io.santinel.monitor.web;

import io.javalin.http.Context;
import io.santinel.monitor.server.Service;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The filter of the list of services, all of it in the URL.
///
/// @param states empty takes all
/// @param q words that must stand in the service's name, machine or summary
/// @param sort `attention` or `since`
public record Filter(List<Mark> states, String machine, String check, String q, String sort) {
    private static final int LONGEST = 200;

    static Filter of(Context ctx) {
        String sort = Query.text(ctx.queryParam("sort")).orElse("attention");
        if (!List.of("attention", "since").contains(sort)) {
            throw Refusal.field("sort", "want attention or since");
        }
        String q = Query.text(ctx.queryParam("q")).orElse("");
        if (q.length() > LONGEST) {
            throw Refusal.field("q", "at most " + LONGEST + " characters");
        }
        return new Filter(
                Query.states(String.join(",", ctx.queryParams("state"))),
                Query.text(ctx.queryParam("machine")).orElse(""),
                Query.text(ctx.queryParam("check")).orElse(""),
                q,
                sort);
    }

    boolean takes(Service service) {
        String text = (service.machine() + " " + service.service() + " " + service.summary()).toLowerCase(Locale.ROOT);
        return (states.isEmpty() || states.contains(Mark.of(service)))
                && (machine.isEmpty() || machine.equals(service.machine()))
                && (check.isEmpty() || check.equals(service.check()))
                && text.contains(q.toLowerCase(Locale.ROOT));
    }

    Comparator<Row.OfService> order() {
        Comparator<Row.OfService> byName = Comparator.comparing(Row.OfService::machine)
                .thenComparing(row -> row.subject().plain())
                .thenComparing(row -> row.subject().kind());
        return sort.equals("since")
                ? Comparator.comparing(
                                (Row.OfService row) -> row.since().orElse(Instant.EPOCH), Comparator.reverseOrder())
                        .thenComparing(byName)
                : Comparator.comparing(Row.OfService::mark).thenComparing(byName);
    }

    public boolean wants(Mark mark) {
        return states.contains(mark);
    }

    /// Nothing is filtered.
    public boolean open() {
        return states.isEmpty() && machine.isEmpty() && check.isEmpty() && q.isEmpty();
    }
}
