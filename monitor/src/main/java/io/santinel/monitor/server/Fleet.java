package io.santinel.monitor.server;

import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.Result;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.store.Point;
import io.santinel.monitor.store.SeriesStore;
import io.santinel.monitor.store.StateStore;
import io.santinel.monitor.store.StoredChange;
import io.santinel.monitor.store.StoredService;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/// All machines and services as API and page see them. Anybody may read at any time and sees each machine as of one
/// instant. Only one thread may write ([#watch], [#answered], [#silent]): the monitor's, or a test's.
///
/// A write goes its way in this order: inventory, series, states with history, subscribers, alarms. A store that fails
/// is a [Trouble] and delays nobody; states and changes that it did not take are offered again with the next write.
public final class Fleet {
    private static final int RECENT = 1_000;
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private final NavigableMachines machines = new NavigableMachines();
    private final Ledger ledger;
    private final Subscribers subscribers = new Subscribers();
    private final Optional<Consumer<StoredChange>> alarm;
    private final Map<String, List<StoredService>> kept;
    private final ConcurrentLinkedDeque<Change> recent = new ConcurrentLinkedDeque<>();
    private long lastNumber;

    private Fleet(
            Ledger ledger,
            Optional<Consumer<StoredChange>> alarm,
            long lastNumber,
            Map<String, List<StoredService>> kept) {
        this.ledger = ledger;
        this.alarm = alarm;
        this.lastNumber = lastNumber;
        this.kept = kept;
    }

    /// Takes up where the stores left off.
    ///
    /// @param alarm gets each change that somebody must be told of, once it is kept; must not wait. Absent
    /// when nobody is to be told: the changes are kept as told, and a later notifier does not get all of them.
    public static Fleet open(SeriesStore series, StateStore states, Optional<Consumer<StoredChange>> alarm)
            throws IOException {
        Map<String, List<StoredService>> kept = new LinkedHashMap<>();
        for (StoredService service : states.services()) {
            kept.computeIfAbsent(service.machine(), name -> new ArrayList<>()).add(service);
        }
        Fleet fleet = new Fleet(new Ledger(series, states), alarm, states.lastChange(), kept);
        fleet.history(Instant.EPOCH, FAR, RECENT).forEach(fleet.recent::addFirst);
        return fleet;
    }

    /// By name.
    public List<Machine> machines() {
        return machines.all().stream().map(Watched::machine).toList();
    }

    /// By machine, then in order of discovery.
    public List<Service> services() {
        return machines.all().stream()
                .flatMap(watched -> watched.services().values().stream())
                .toList();
    }

    /// The services of one machine in order of discovery; none when there is no such machine.
    public List<Service> services(String machine) {
        return machines.find(machine)
                .map(watched -> List.copyOf(watched.services().values()))
                .orElse(List.of());
    }

    public Optional<Service> service(String id) {
        return machines.find(ServiceId.machine(id))
                .flatMap(watched -> Optional.ofNullable(watched.services().get(id)));
    }

    /// What the machine said last, absent until it answered for the first time since the monitor's start.
    public Optional<Report> report(String machine) {
        return machines.find(machine).flatMap(Watched::report);
    }

    /// Changes in `[from, to)`, newest first.
    ///
    /// @param limit at most so many
    public List<Change> history(Instant from, Instant to, int limit) throws IOException {
        return ledger.states().history(from, to, limit).stream()
                .map(Records::change)
                .toList();
    }

    /// The changes after one with a number that the caller saw, oldest first: how a stream resumes. Reaches back over
    /// the newest 1,000.
    public List<Change> changesAfter(long number) {
        return recent.stream().filter(change -> change.number() > number).toList();
    }

    /// What keeps the monitor from its work; empty when all is well.
    public List<Trouble> troubles() {
        List<Trouble> all = new ArrayList<>(ledger.troubles());
        for (Watched watched : machines.all()) {
            Instant at = watched.machine().lastReport().orElse(Instant.EPOCH);
            watched.report().stream()
                    .flatMap(report -> report.problems().stream())
                    .limit(Ledger.PROBLEMS_SHOWN)
                    .forEach(
                            problem -> all.add(new Trouble(at, watched.machine().name(), problem)));
        }
        return all;
    }

    /// Tells `listener` each change from now on, in order, in a thread of its own.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException when too many listen already
    public Subscription subscribe(Consumer<Change> listener) {
        return subscribe(listener, () -> {});
    }

    /// The same, and says when the listener was so slow that it was dropped.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException when too many listen already
    public Subscription subscribe(Consumer<Change> listener, Runnable dropped) {
        return subscribers.add(listener, dropped);
    }

    public SeriesStore series() {
        return ledger.series();
    }

    /// Adds a machine with the services that the store kept of it. A stored machine that is never watched is not shown.
    public void watch(String name, String source, boolean replayed) {
        Machine machine = new Machine(name, source, replayed, Optional.empty(), Optional.empty(), Optional.empty());
        machines.put(Records.watched(machine, kept.getOrDefault(name, List.of())));
    }

    /// A machine answered and was judged.
    ///
    /// @param troubleSince by item, from the checks' memory
    public List<Change> answered(
            String machine, Instant at, Report report, List<Result> results, Map<String, Instant> troubleSince) {
        Watched before = machines.get(machine);
        Watched.Next next = before.answered(at, report, results, troubleSince);
        machines.put(next.watched());
        List<Point> points = next.watched().services().values().stream()
                .filter(service -> service.at().equals(at))
                .filter(service -> service.outcome() == Outcome.JUDGED)
                .filter(service -> !service.metrics().isEmpty())
                .map(Fleet::point)
                .toList();
        ledger.append(points, at);
        return record(next, at);
    }

    /// A machine did not answer, or nothing usable.
    ///
    /// @param why one line
    public List<Change> silent(String machine, Instant at, String why) {
        Watched.Next next = machines.get(machine).silent(at, why);
        machines.put(next.watched());
        return record(next, at);
    }

    /// By item: when it left the healthy states, as the store kept it.
    Map<String, Instant> troubleSince(String machine) {
        return machines.get(machine).troubleSince();
    }

    /// Notes a trouble of the monitor itself or, with an empty text, its end. From any thread.
    ///
    /// @param place as `notifier`; one trouble a place
    public void trouble(String place, Instant at, String text) {
        ledger.trouble(place, at, text);
    }

    private List<Change> record(Watched.Next next, Instant at) {
        List<Change> changes = new ArrayList<>();
        List<StoredChange> rows = new ArrayList<>();
        for (Watched.Draft draft : next.drafts()) {
            Change change = numbered(draft.change());
            changes.add(change);
            rows.add(Records.stored(change, alarm.isEmpty() || !draft.alarm()));
        }
        ledger.save(Records.stored(next.watched(), at), rows, at);
        recent.addAll(changes);
        while (recent.size() > RECENT) {
            recent.removeFirst();
        }
        changes.forEach(subscribers::tell);
        alarm.ifPresent(tell -> rows.stream().filter(row -> !row.notified()).forEach(tell));
        return List.copyOf(changes);
    }

    private Change numbered(Change draft) {
        lastNumber++;
        return new Change(
                lastNumber,
                draft.at(),
                draft.serviceId(),
                draft.machine(),
                draft.check(),
                draft.item(),
                draft.service(),
                draft.from(),
                draft.to(),
                draft.outcome(),
                draft.summary());
    }

    private static Point point(Service service) {
        Map<String, Double> values = new LinkedHashMap<>();
        service.metrics().forEach(metric -> values.put(metric.name(), metric.value()));
        return new Point(service.id(), service.at(), values);
    }

    /// The machines by name, replaced one by one so that a reader never waits and never sees half a poll.
    private static final class NavigableMachines {
        private final ConcurrentSkipListMap<String, Watched> byName = new ConcurrentSkipListMap<>();

        Collection<Watched> all() {
            return byName.values();
        }

        Optional<Watched> find(String name) {
            return Optional.ofNullable(byName.get(name));
        }

        Watched get(String name) {
            return find(name)
                    .orElseThrow(() -> new IllegalArgumentException("machine \"" + name + "\" is not watched"));
        }

        void put(Watched watched) {
            byName.put(watched.machine().name(), watched);
        }
    }
}
