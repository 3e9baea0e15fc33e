package io.santinel.monitor.web;

import io.santinel.host.counter.HostCounters;
import io.santinel.host.model.Session;
import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.SessionCounters;
import io.santinel.monitor.check.Metric;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Machine;
import io.santinel.monitor.server.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Finds the causes behind services that are not well: a silent machine, a portal, else the service itself.
final class Problems {
    /// What hangs on a problem is listed so far; the rest is a number.
    private static final int SHOWN = 8;

    private final Snapshot now;

    private Problems(Snapshot now) {
        this.now = now;
    }

    /// Most urgent first.
    static List<Problem> of(Snapshot now) {
        return new Problems(now).all();
    }

    private List<Problem> all() {
        Map<String, List<Service>> silent = new TreeMap<>();
        Map<String, List<Service>> portals = new TreeMap<>();
        List<Problem> found = new ArrayList<>();
        for (Service service : now.services()) {
            Mark mark = Mark.of(service);
            Optional<String> portal = Subject.of(service).portal();
            if (!mark.problem()) {
                continue;
            }
            if (mark == Mark.STALE) {
                silent.computeIfAbsent(service.machine(), m -> new ArrayList<>())
                        .add(service);
            } else if (service.check().equals(Subject.STATUS) && portal.isPresent() && mark != Mark.UNKNOWN) {
                portals.computeIfAbsent(portal.get(), p -> new ArrayList<>()).add(service);
            } else {
                found.add(single(service));
            }
        }
        now.machines().stream()
                .filter(machine -> machine.failure().isPresent())
                .forEach(machine -> silent.computeIfAbsent(machine.name(), m -> List.of()));
        silent.forEach((machine, services) -> found.add(silent(machine, services)));
        portals.forEach((portal, services) -> found.add(portal(portal, services)));
        return found.stream().sorted(Problem::compare).toList();
    }

    private Problem silent(String name, List<Service> services) {
        Optional<Machine> machine = now.machine(name);
        Instant since = machine.flatMap(Machine::failingSince)
                .orElseGet(() -> services.stream()
                        .map(Service::outcomeSince)
                        .min(Comparator.naturalOrder())
                        .orElse(now.now()));
        String why = machine.flatMap(Machine::failure).orElse("no report within three polls");
        String last = machine.flatMap(Machine::lastReport)
                .map(at -> "Last report " + Words.clock(at, now.now()) + "; its states are from then.")
                .orElse("It has not reported since the monitor started.");
        Map<String, String> words = Map.of(
                "machine",
                name,
                "source",
                machine.map(Machine::source).orElse("unknown"),
                "count",
                Words.some(services.size(), "service"));
        return new Problem(
                "p-machine-" + name,
                Mark.STALE,
                name,
                Words.some(services.size(), "service"),
                now.replayed(name),
                name + " does not report: " + sentence(why),
                last,
                since,
                false,
                List.of(),
                0,
                Finding.MACHINE_SILENT.steps(words),
                services.size(),
                "/machines/" + name);
    }

    private Problem portal(String portal, List<Service> down) {
        List<Service> all = now.services().stream()
                .filter(s -> s.check().equals(Subject.STATUS))
                .filter(s -> Subject.of(s).portal().equals(Optional.of(portal)))
                .toList();
        List<Problem.Hang> hangs = down.stream()
                .map(this::hang)
                .sorted(Comparator.comparing((Problem.Hang h) -> !h.lost())
                        .thenComparing(Problem.Hang::mark)
                        .thenComparing(Problem.Hang::machine)
                        .thenComparing(Problem.Hang::name))
                .toList();
        boolean lost = hangs.stream().anyMatch(Problem.Hang::lost);
        Service first = down.getFirst();
        List<String> machines = machines(down);
        return new Problem(
                "p-portal-" + portal.replaceAll("[^A-Za-z0-9]", "-"),
                Snapshot.worst(down),
                "Portal " + portal,
                machines.size() == 1 ? machines.getFirst() : Words.some(machines.size(), "machine"),
                machines.stream().allMatch(now::replayed),
                cause(portal, down, all) + consequence(hangs),
                evidence(down, machines),
                since(down),
                lost,
                hangs.stream().limit(SHOWN).toList(),
                Math.max(0, hangs.size() - SHOWN),
                steps(portal, first, down.size() == all.size()),
                down.size(),
                down.size() == 1 ? "/services/" + first.id() : "/services?state=crit,warn&q=" + portal);
    }

    private static String cause(String portal, List<Service> down, List<Service> all) {
        Subject first = Subject.of(down.getFirst());
        if (down.size() == 1) {
            return "Session " + first.iface() + " to " + portal + " on "
                    + down.getFirst().machine() + " is down";
        }
        return down.size() == all.size()
                ? "Portal " + portal + " does not answer"
                : down.size() + " of " + all.size() + " sessions through portal " + portal + " are down";
    }

    private static String consequence(List<Problem.Hang> hangs) {
        List<Problem.Hang> lost = hangs.stream().filter(Problem.Hang::lost).toList();
        if (lost.isEmpty()) {
            return hangs.size() == 1 ? "; its target has another path" : "; every target has another path";
        }
        return lost.size() == 1
                ? "; " + lost.getFirst().name() + " on " + lost.getFirst().machine() + " has no path left"
                : "; " + lost.size() + " targets have no path left";
    }

    private String evidence(List<Service> down, List<String> machines) {
        Map<String, Long> stages = down.stream()
                .flatMap(s -> now.session(s).stream())
                .map(s -> s.internalState().orElse(s.state()))
                .collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting()));
        String states = stages.isEmpty() ? "" : " in " + String.join(", ", stages.keySet());
        String error = down.stream()
                .flatMap(s -> now.session(s).flatMap(Session::lastError).stream())
                .findFirst()
                .map(text -> " Last error: " + sentence(text))
                .orElse("");
        return Words.some(down.size(), "session")
                + " on "
                + (machines.size() == 1 ? machines.getFirst() : machines.size() + " machines")
                + states
                + "."
                + (stages.isEmpty()
                        ? " " + sentence(Words.readable(down.getFirst().summary(), now.now()))
                        : "")
                + error;
    }

    /// Every session to the same target from the same machine is a path.
    private Problem.Hang hang(Service down) {
        Subject subject = Subject.of(down);
        List<Service> paths = now.services().stream()
                .filter(s -> s.check().equals(Subject.STATUS)
                        && s.machine().equals(down.machine())
                        && Subject.of(s).iqn().equals(subject.iqn()))
                .toList();
        List<String> up = paths.stream()
                .filter(s -> Mark.of(s) == Mark.OK)
                .map(s -> Subject.of(s).portal().orElse(""))
                .toList();
        String text = up.isEmpty()
                ? "No path left"
                : up.size() + " of " + Words.some(paths.size(), "path") + ", via " + String.join(", ", up);
        return new Problem.Hang(
                Mark.of(down), subject.shortIqn(), down.machine(), "/services/" + down.id(), up.isEmpty(), text);
    }

    private List<Step> steps(String portal, Service first, boolean whole) {
        int colon = portal.lastIndexOf(':');
        Map<String, String> words = new LinkedHashMap<>();
        words.put("machine", first.machine());
        words.put("portal", portal);
        words.put("target", Subject.of(first).iqn());
        words.put("address", (colon < 0 ? portal : portal.substring(0, colon)).replaceAll("[\\[\\]]", ""));
        words.put("tcp", colon < 0 ? "3260" : portal.substring(colon + 1));
        Optional<Fault> fault =
                now.faults().stream().filter(f -> f.portal().equals(portal)).findFirst();
        words.put("fault", fault.flatMap(Fault::wrong).orElse(""));
        return finding(fault, now.session(first).isEmpty(), whole).steps(words);
    }

    private static Finding finding(Optional<Fault> fault, boolean missing, boolean whole) {
        if (fault.filter(Fault::closed).isPresent()) {
            return Finding.PORTAL_CLOSED_HERE;
        }
        if (fault.flatMap(Fault::wrong).isPresent()) {
            return Finding.PORTAL_FAULT_HERE;
        }
        if (missing) {
            return Finding.SESSION_MISSING;
        }
        return whole ? Finding.PORTAL_SILENT : Finding.SESSION_DOWN;
    }

    private Problem single(Service service) {
        Subject subject = Subject.of(service);
        Finding finding = finding(service);
        return new Problem(
                "p-service-" + service.id().replaceAll("[^A-Za-z0-9]", "-"),
                Mark.of(service),
                service.machine(),
                subject.kind() + " " + subject.plain(),
                now.replayed(service.machine()),
                headline(service, subject),
                sentence(Words.readable(service.summary(), now.now())),
                service.since(),
                false,
                List.of(),
                0,
                finding.steps(Map.of("machine", service.machine())),
                1,
                "/services/" + service.id());
    }

    /// The counter over its level where one is, else the service and its mark.
    private static String headline(Service service, Subject subject) {
        String where = subject.kind() + " " + subject.plain() + " on " + service.machine();
        return service.metrics().stream()
                .filter(Problems::over)
                .findFirst()
                .flatMap(metric -> counter(metric.name()).map(c -> over(c, metric) + ": " + where))
                .orElse(where + " is " + Mark.of(service).spoken());
    }

    private static String over(Counter counter, Metric metric) {
        boolean critical = reached(metric.crit(), metric.value());
        double level = (critical ? metric.crit() : metric.warn()).orElse(0);
        boolean bytes = counter.kind() == Counter.Kind.BYTES;
        return counter.label() + " " + Words.number(metric.value(), bytes) + "/s, "
                + (critical ? "critical" : "warning") + " at " + Words.number(level, bytes) + "/s";
    }

    private static Finding finding(Service service) {
        if (Mark.of(service) == Mark.UNKNOWN) {
            return Finding.UNREADABLE;
        }
        return service.metrics().stream()
                .filter(Problems::over)
                .findFirst()
                .flatMap(metric -> counter(metric.name()))
                .map(Problems::finding)
                .orElse(Finding.JUDGED);
    }

    /// A value over a level that is on (0 switches a level off).
    static boolean over(Metric metric) {
        return reached(metric.warn(), metric.value()) || reached(metric.crit(), metric.value());
    }

    private static boolean reached(OptionalDouble level, double value) {
        return level.orElse(0) > 0 && value >= level.orElse(0);
    }

    private static Finding finding(Counter counter) {
        boolean trouble = counter.kind() == Counter.Kind.ERROR || counter.kind() == Counter.Kind.ERROR_LIKE;
        if (counter.name().contains("digest")) {
            return Finding.DIGEST_ERRORS;
        }
        if (counter.name().equals("eh_abort_cnt")) {
            return Finding.SLOW_TARGET;
        }
        return trouble && counter.layer() != Counter.Layer.ISCSI ? Finding.NETWORK_ERRORS : Finding.LEVEL;
    }

    private static Optional<Counter> counter(String name) {
        return HostCounters.ALL
                .find(name)
                .or(() -> SessionCounters.ALL.find(name))
                .or(() -> SessionCounters.EXTENDED.find(name));
    }

    private static List<String> machines(Collection<Service> services) {
        return services.stream().map(Service::machine).distinct().toList();
    }

    private static Instant since(List<Service> services) {
        return services.stream()
                .map(Service::since)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static String sentence(String text) {
        return text.isEmpty() || ".!?".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
    }
}
