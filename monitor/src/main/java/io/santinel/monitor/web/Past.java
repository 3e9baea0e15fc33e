package io.santinel.monitor.web;

import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.State;
import io.santinel.monitor.server.Change;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Machine;
import io.santinel.monitor.server.Service;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What happened while a graph's curves ran: drawn behind and across them.
///
/// @param events changes of state, of the service and of its session's status, oldest first
/// @param downs when the session was not logged in
/// @param silent the last report of a service that is stale
record Past(List<Event> events, List<Band> downs, Optional<Instant> silent) {
    /// So many changes of a range are drawn, the newest.
    private static final int MOST = 400;

    /// @param mark how the service stood from then on
    record Event(Instant at, Mark mark) {}

    record Band(Instant from, Instant to) {}

    static Past of(Fleet fleet, Service asked, Snapshot now, Query.Range range) throws IOException {
        Optional<Service> status = asked.check().equals(Subject.STATUS)
                ? Optional.of(asked)
                : asked.check().equals(Subject.SESSION_STATS) ? now.sibling(asked, Subject.STATUS) : Optional.empty();
        Set<String> ids = Stream.concat(Stream.of(asked), status.stream())
                .map(Service::id)
                .collect(Collectors.toSet());
        // To the present, not to the range's end: what came first after it tells how its end was.
        List<Change> changes = History.read(
                        fleet,
                        new Query.Range(range.from(), now.now().plusSeconds(1)),
                        MOST,
                        change -> ids.contains(change.serviceId())
                                && !change.from().equals(change.to()))
                .reversed();
        return new Past(
                changes.stream()
                        .filter(change ->
                                change.from().isPresent() && change.at().isBefore(range.to()))
                        .map(change -> new Event(change.at(), Mark.of(change)))
                        .toList(),
                status.map(service -> downs(service, changes, range)).orElse(List.of()),
                asked.outcome() == Outcome.STALE
                        ? now.machine(asked.machine()).flatMap(Machine::lastReport)
                        : Optional.empty());
    }

    private static List<Band> downs(Service status, List<Change> changes, Query.Range range) {
        List<Change> own = changes.stream()
                .filter(change -> change.serviceId().equals(status.id()))
                .toList();
        List<Band> bands = new ArrayList<>();
        Optional<State> state = own.isEmpty() ? status.state() : own.getFirst().from();
        Instant since = range.from();
        for (Change change : own) {
            if (isDown(state) && !isDown(change.to())) {
                add(bands, since, change.at(), range);
            } else if (!isDown(state)) {
                since = change.at();
            }
            state = change.to();
        }
        if (isDown(state)) {
            add(bands, since, range.to(), range);
        }
        return List.copyOf(bands);
    }

    private static void add(List<Band> bands, Instant from, Instant to, Query.Range range) {
        Instant end = to.isBefore(range.to()) ? to : range.to();
        if (from.isBefore(end)) {
            bands.add(new Band(from, end));
        }
    }

    /// A session's status is WARN while it tries again within the grace period, CRIT after it.
    private static boolean isDown(Optional<State> state) {
        return state.filter(s -> s == State.WARN || s == State.CRIT).isPresent();
    }

    /// For the script: `1795532400.125 warn,…`, seconds since 1970.
    String eventsText() {
        return events.stream()
                .map(event -> seconds(event.at()) + " " + event.mark().css())
                .collect(Collectors.joining(","));
    }

    /// `1795532400.125 1795532460.125,…`.
    String downsText() {
        return downs.stream()
                .map(band -> seconds(band.from()) + " " + seconds(band.to()))
                .collect(Collectors.joining(","));
    }

    String silentText() {
        return silent.map(Past::seconds).orElse("");
    }

    private static String seconds(Instant at) {
        return String.format(Locale.ROOT, "%.3f", at.toEpochMilli() / 1000.0);
    }
}
