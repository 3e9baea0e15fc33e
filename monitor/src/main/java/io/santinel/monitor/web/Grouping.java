package io.santinel.monitor.web;

import io.santinel.monitor.server.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Services of one machine under their heads: what needs attention first.
final class Grouping {
    private static final Comparator<Row.OfService> BY_NAME = Comparator.comparing(
                    (Row.OfService row) -> row.subject().iqn())
            .thenComparing(row -> row.subject().portal().orElse(""))
            .thenComparing(row -> row.subject().iface())
            .thenComparing(row -> row.subject().kind(), Comparator.reverseOrder());

    private Grouping() {}

    static List<Row.Group> ofMachine(List<Service> services, Snapshot now) {
        List<Row.Group> groups = new ArrayList<>();
        add(
                groups,
                "attention",
                "Needs attention",
                services,
                now,
                s -> Mark.of(s).problem(),
                true);
        add(groups, "sessions", "Sessions", services, now, s -> !Mark.of(s).problem() && !host(s), false);
        add(groups, "hosts", "Hosts", services, now, s -> !Mark.of(s).problem() && host(s), false);
        return List.copyOf(groups);
    }

    private static boolean host(Service service) {
        return service.check().equals(Subject.HOST_STATS);
    }

    private static void add(
            List<Row.Group> groups,
            String id,
            String title,
            List<Service> services,
            Snapshot now,
            Predicate<Service> which,
            boolean urgent) {
        List<Row.OfService> rows = services.stream()
                .filter(which)
                .map(s -> Row.OfService.of(s, now))
                .sorted(urgent ? Comparator.comparing(Row.OfService::mark).thenComparing(BY_NAME) : BY_NAME)
                .toList();
        if (!rows.isEmpty()) {
            groups.add(new Row.Group(id, title, rows));
        }
    }
}
