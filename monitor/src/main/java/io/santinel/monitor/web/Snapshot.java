package io.santinel.monitor.web;

import io.santinel.host.model.Session;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Machine;
import io.santinel.monitor.server.Service;
import io.santinel.monitor.server.Trouble;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that one page is made of, read once.
record Snapshot(
        Instant now,
        List<Machine> machines,
        List<Service> services,
        Map<String, Report> reports,
        List<Trouble> troubles,
        List<Fault> faults) {

    static Snapshot of(Fleet fleet, Optional<Fault.Panel> panel, Instant now) {
        List<Machine> machines = fleet.machines();
        Map<String, Report> reports = new HashMap<>();
        machines.forEach(machine -> fleet.report(machine.name()).ifPresent(r -> reports.put(machine.name(), r)));
        return new Snapshot(
                now,
                machines,
                fleet.services(),
                reports,
                fleet.troubles(),
                panel.map(Fault.Panel::list).orElse(List.of()));
    }

    Optional<Machine> machine(String name) {
        return machines.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    boolean replayed(String machine) {
        return machine(machine).filter(Machine::replayed).isPresent();
    }

    List<Service> servicesOf(String machine) {
        return services.stream().filter(s -> s.machine().equals(machine)).toList();
    }

    /// The other service of the same session: its statistics beside its status, and the other way round.
    Optional<Service> sibling(Service service, String check) {
        return services.stream()
                .filter(s -> s.machine().equals(service.machine())
                        && s.item().equals(service.item())
                        && s.check().equals(check))
                .findFirst();
    }

    /// The session that a service speaks of, as its machine last reported it; absent when it is missing.
    Optional<Session> session(Service service) {
        Subject subject = Subject.of(service);
        if (subject.portal().isEmpty()) {
            return Optional.empty();
        }
        String target = subject.iqn().replaceFirst(" #\\d+$", "");
        int number = target.length() == subject.iqn().length()
                ? 1
                : Integer.parseInt(subject.iqn().substring(target.length() + 2));
        return Optional.ofNullable(reports.get(service.machine()))
                .flatMap(report -> report.sessions().stream()
                        .filter(s -> s.target().equals(target)
                                && s.iface().name().equals(subject.iface())
                                && address(s.persistentPortal())
                                        .equals(subject.portal().get()))
                        .skip(number - 1L)
                        .findFirst());
    }

    /// A portal without its group tag.
    static String address(String portal) {
        int comma = portal.lastIndexOf(',');
        return comma < 0 ? portal : portal.substring(0, comma);
    }

    static Map<Mark, Integer> counts(List<Service> services) {
        Map<Mark, Integer> counts = new EnumMap<>(Mark.class);
        services.forEach(s -> counts.merge(Mark.of(s), 1, Integer::sum));
        return counts;
    }

    static Mark worst(List<Service> services) {
        return services.stream().map(Mark::of).reduce(Mark.OK, Mark::worse);
    }

    Optional<Instant> lastReport() {
        return machines.stream().flatMap(m -> m.lastReport().stream()).max(Instant::compareTo);
    }
}
