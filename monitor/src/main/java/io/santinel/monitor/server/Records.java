package io.santinel.monitor.server;

import io.santinel.monitor.check.CheckType;
import io.santinel.monitor.check.Metric;
import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.State;
import io.santinel.monitor.store.StoredChange;
import io.santinel.monitor.store.StoredService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Inventory as the state store keeps it, and back.
final class Records {
    private static final Comparator<StoredService> ORDER = Comparator.comparing((StoredService stored) ->
                    CheckType.named(stored.check()).map(CheckType::ordinal).orElse(Integer.MAX_VALUE))
            .thenComparing(StoredService::item);

    private Records() {}

    static StoredService stored(Service service, Optional<Instant> troubleSince) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        service.metrics().forEach(metric -> metrics.put(metric.name(), metric.value()));
        return new StoredService(
                service.id(),
                service.machine(),
                service.check(),
                service.item(),
                service.service(),
                service.outcome().word(),
                service.state().map(State::code),
                service.since(),
                service.outcomeSince(),
                service.at(),
                service.summary(),
                metrics,
                troubleSince);
    }

    static Service service(StoredService stored) {
        List<Metric> metrics = stored.metrics().entrySet().stream()
                .map(e -> new Metric(e.getKey(), e.getValue(), OptionalDouble.empty(), OptionalDouble.empty()))
                .toList();
        return new Service(
                stored.id(),
                stored.machine(),
                stored.check(),
                stored.item(),
                stored.service(),
                Outcome.of(stored.outcome()),
                stored.state().map(State::of),
                stored.since(),
                stored.outcomeSince(),
                stored.at(),
                stored.summary(),
                metrics);
    }

    static StoredChange stored(Change change, boolean notified) {
        return new StoredChange(
                change.number(),
                change.at(),
                change.serviceId(),
                change.machine(),
                change.check(),
                change.item(),
                change.service(),
                change.from().map(State::code),
                change.to().map(State::code),
                change.outcome().word(),
                change.summary(),
                notified);
    }

    static Change change(StoredChange stored) {
        return new Change(
                stored.number(),
                stored.at(),
                stored.serviceId(),
                stored.machine(),
                stored.check(),
                stored.item(),
                stored.service(),
                stored.from().map(State::of),
                stored.to().map(State::of),
                Outcome.of(stored.outcome()),
                stored.summary());
    }

    /// A machine as the store left it: its own line says whether it answered and when.
    static Watched watched(Machine machine, List<StoredService> kept) {
        Map<String, Service> services = new LinkedHashMap<>();
        Map<String, Instant> trouble = new LinkedHashMap<>();
        Machine known = machine;
        List<StoredService> ordered = kept.stream().sorted(ORDER).toList();
        for (StoredService stored : ordered) {
            if (stored.check().equals(Watched.MACHINE_CHECK)) {
                known = machine(machine, service(stored));
                continue;
            }
            services.put(stored.id(), service(stored));
            stored.troubleSince().ifPresent(since -> trouble.put(stored.item(), since));
        }
        return new Watched(known, services, Map.copyOf(trouble), Optional.empty());
    }

    /// The machine's own line and its services.
    static List<StoredService> stored(Watched watched, Instant at) {
        List<StoredService> rows = new ArrayList<>();
        rows.add(stored(watched.line(at), Optional.empty()));
        for (Service service : watched.services().values()) {
            Instant since = watched.troubleSince().get(service.item());
            rows.add(stored(service, Optional.ofNullable(since)));
        }
        return rows;
    }

    private static Machine machine(Machine machine, Service line) {
        boolean failing = line.outcome() == Outcome.STALE;
        Optional<Instant> lastReport = line.state().map(state -> line.at());
        return new Machine(
                machine.name(),
                machine.source(),
                machine.replayed(),
                lastReport,
                failing ? Optional.of(line.summary()) : Optional.empty(),
                failing ? Optional.of(line.since()) : Optional.empty());
    }
}
