package io.santinel.monitor.web;

import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.State;
import io.santinel.monitor.server.Change;
import io.santinel.monitor.server.Machine;
import io.santinel.monitor.server.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rows of the page's tables.
public final class Row {
    private Row() {}

    /// A service in a list.
    ///
    /// @param since when the mark began, absent while there was never a state
    public record OfService(
            String id,
            Mark mark,
            String machine,
            boolean replayed,
            Subject subject,
            String summary,
            Meter meter,
            Optional<Instant> since) {
        static OfService of(Service service, Snapshot now) {
            return new OfService(
                    service.id(),
                    Mark.of(service),
                    service.machine(),
                    now.replayed(service.machine()),
                    Subject.of(service),
                    service.summary(),
                    Meter.of(service),
                    began(service));
        }
    }

    /// Services under one head.
    public record Group(String id, String title, List<OfService> rows) {}

    /// A machine in a list.
    ///
    /// @param worst its most urgent finding in words
    public record OfMachine(
            String name,
            Mark mark,
            boolean replayed,
            String worst,
            List<Piece> bar,
            String barInWords,
            Meter meter,
            Optional<Instant> lastReport) {
        static OfMachine of(Machine machine, Snapshot now) {
            List<Service> services = now.servicesOf(machine.name());
            Mark mark = machine.failure().isPresent()
                    ? Mark.STALE.worse(Snapshot.worst(services))
                    : Snapshot.worst(services);
            return new OfMachine(
                    machine.name(),
                    mark,
                    machine.replayed(),
                    finding(machine, services, mark, now),
                    pieces(services),
                    inWords(Snapshot.counts(services)),
                    Meter.sum(services),
                    machine.lastReport());
        }

        private static String finding(Machine machine, List<Service> services, Mark mark, Snapshot now) {
            if (machine.failure().isPresent()) {
                return machine.failure().get();
            }
            if (services.isEmpty()) {
                return machine.lastReport().isPresent() ? "no session and no host" : "no report yet";
            }
            long bad = services.stream().filter(s -> Mark.of(s).problem()).count();
            if (bad == 0) {
                return Words.some(services.size(), "service") + " OK";
            }
            Service worst = services.stream()
                    .filter(s -> Mark.of(s) == mark)
                    .findFirst()
                    .orElse(services.getFirst());
            String what = Optional.of(worst)
                    .filter(s -> s.check().equals(Subject.STATUS))
                    .flatMap(now::session)
                    .map(Facts::states)
                    .orElseGet(() -> Words.readable(worst.summary(), now.now()));
            return Subject.of(worst).shortIqn() + ": " + what + (bad > 1 ? " (and " + (bad - 1) + " more)" : "");
        }
    }

    /// A piece of a bar of 1000 units.
    public record Piece(Mark mark, String x, String width) {}

    static List<Piece> pieces(List<Service> services) {
        List<Piece> all = new ArrayList<>();
        double x = 0;
        for (Map.Entry<Mark, Integer> part : Snapshot.counts(services).entrySet()) {
            double width = 1000.0 * part.getValue() / services.size();
            all.add(new Piece(part.getKey(), Meter.decimal(x), Meter.decimal(Math.max(2, width - 3))));
            x += width;
        }
        return all;
    }

    static String inWords(Map<Mark, Integer> counts) {
        List<String> parts = new ArrayList<>();
        counts.forEach((mark, count) -> parts.add(count + " " + mark.word()));
        return parts.isEmpty() ? "no services" : String.join(", ", parts);
    }

    /// A change in a list; equal changes of one instant are folded into the first.
    ///
    /// @param more how many were folded
    public record OfChange(
            long number,
            Instant at,
            Mark mark,
            String machine,
            boolean replayed,
            Subject subject,
            String link,
            String summary,
            Optional<Mark> from,
            int more) {
        private OfChange andOne() {
            return new OfChange(number, at, mark, machine, replayed, subject, link, summary, from, more + 1);
        }
    }

    static List<OfChange> changes(List<Change> changes, Snapshot now) {
        return changes.stream().map(change -> row(change, now)).toList();
    }

    /// One row for what changed alike within one second.
    static List<OfChange> folded(List<Change> changes, Snapshot now, int limit) {
        Map<String, OfChange> rows = new LinkedHashMap<>();
        for (Change change : changes) {
            OfChange row = row(change, now);
            String alike = row.mark() + " " + change.at().getEpochSecond() + " "
                    + row.subject().kind() + " " + row.subject().portal().orElse("");
            OfChange first = rows.get(alike);
            if (first == null && rows.size() == limit) {
                break;
            }
            rows.put(alike, first == null ? row : first.andOne());
        }
        return List.copyOf(rows.values());
    }

    private static OfChange row(Change change, Snapshot now) {
        return new OfChange(
                change.number(),
                change.at(),
                Mark.of(change),
                change.machine(),
                now.replayed(change.machine()),
                Subject.of(change.service(), change.item()),
                now.services().stream().anyMatch(s -> s.id().equals(change.serviceId()))
                        ? "/services/" + change.serviceId()
                        : "/machines/" + change.machine(),
                change.summary(),
                change.from().map(Mark::of),
                0);
    }

    static Optional<Instant> began(Service service) {
        return service.outcome() == Outcome.STALE
                ? Optional.of(service.outcomeSince())
                : service.state().map(state -> service.since());
    }

    /// State in words, as the head of a service's page says it.
    static String standing(Service service) {
        String state = service.state().map(State::name).orElse("not judged yet");
        return switch (service.outcome()) {
            case JUDGED -> state;
            case STALE -> "stale, last " + state;
            case SUPPRESSED -> "not judged this time, last " + state;
            case PENDING -> service.state().isPresent() ? "waits for a second sample, last " + state : state;
        };
    }
}
