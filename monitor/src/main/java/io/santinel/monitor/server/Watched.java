package io.santinel.monitor.server;

import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.Result;
import io.santinel.monitor.check.State;
import io.santinel.monitor.section.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One machine with its services at one instant: a value; what happened gives the next one and the changes.
///
/// @param services by id, in order of discovery
/// @param troubleSince by item, as the checks keep it
/// @param report the last one since the start of the monitor
record Watched(
        Machine machine, Map<String, Service> services, Map<String, Instant> troubleSince, Optional<Report> report) {

    /// A change without its number yet, and whether somebody must be told.
    record Draft(Change change, boolean alarm) {}

    /// What a machine says or fails to say makes of it.
    record Next(Watched watched, List<Draft> drafts) {}

    /// Check name of the machine's own line in history and alarms.
    static final String MACHINE_CHECK = "machine";

    Next answered(Instant at, Report newReport, List<Result> results, Map<String, Instant> newTrouble) {
        List<Draft> drafts = new ArrayList<>();
        if (machine.failure().isPresent()) {
            Duration silence = Duration.between(machine.failingSince().orElse(at), at);
            String summary = "answers again after " + silence.toSeconds() + " s";
            drafts.add(machineDraft(at, Optional.of(State.UNKNOWN), State.OK, Outcome.JUDGED, summary));
        }
        Map<String, Service> next = new LinkedHashMap<>(services);
        for (Result result : results) {
            String id = ServiceId.of(machine.name(), result.check(), result.item());
            Optional<Service> before = Optional.ofNullable(services.get(id));
            Service after = judge(id, before, result, at);
            next.put(id, after);
            change(before, after).ifPresent(drafts::add);
        }
        Machine answering = new Machine(
                machine.name(),
                machine.source(),
                machine.replayed(),
                Optional.of(at),
                Optional.empty(),
                Optional.empty());
        return new Next(new Watched(answering, next, Map.copyOf(newTrouble), Optional.of(newReport)), drafts);
    }

    /// No answer: each service is stale and keeps its state; the machine is alarmed once, not each service.
    Next silent(Instant at, String why) {
        List<Draft> drafts = new ArrayList<>();
        if (machine.failure().isEmpty()) {
            Optional<State> before = machine.lastReport().map(then -> State.OK);
            drafts.add(machineDraft(at, before, State.UNKNOWN, Outcome.STALE, "does not answer: " + why));
        }
        Map<String, Service> next = new LinkedHashMap<>();
        services.forEach((id, service) -> {
            Service stale = stale(service, at, why);
            next.put(id, stale);
            if (service.outcome() != Outcome.STALE) {
                drafts.add(new Draft(draft(stale, service.state(), at), false));
            }
        });
        Machine failing = new Machine(
                machine.name(),
                machine.source(),
                machine.replayed(),
                machine.lastReport(),
                Optional.of(why),
                machine.failingSince().or(() -> Optional.of(at)));
        return new Next(new Watched(failing, next, troubleSince, report), drafts);
    }

    /// The machine's own line in the form of a service, as it is kept over a restart. It has no state until the machine
    /// answered for the first time.
    Service line(Instant at) {
        boolean failing = machine.failure().isPresent();
        Instant since = machine.failingSince().or(machine::lastReport).orElse(at);
        return new Service(
                ServiceId.of(machine.name(), MACHINE_CHECK, machine.name()),
                machine.name(),
                MACHINE_CHECK,
                machine.name(),
                "Machine",
                failing ? Outcome.STALE : Outcome.JUDGED,
                failing ? machine.lastReport().map(then -> State.UNKNOWN) : Optional.of(State.OK),
                since,
                since,
                machine.lastReport().orElse(at),
                machine.failure().orElse("answers"),
                List.of());
    }

    private Draft machineDraft(Instant at, Optional<State> from, State to, Outcome outcome, String summary) {
        Change change = new Change(
                0,
                at,
                ServiceId.of(machine.name(), MACHINE_CHECK, machine.name()),
                machine.name(),
                MACHINE_CHECK,
                machine.name(),
                "Machine",
                from,
                Optional.of(to),
                outcome,
                summary);
        return new Draft(change, true);
    }

    private Service judge(String id, Optional<Service> before, Result result, Instant at) {
        Optional<State> last = before.flatMap(Service::state);
        Optional<State> state =
                result.outcome() == Outcome.JUDGED ? result.state().or(() -> last) : last;
        boolean kept = before.isPresent() && state.equals(last);
        boolean same = before.map(Service::outcome)
                .filter(outcome -> outcome == result.outcome())
                .isPresent();
        return new Service(
                id,
                machine.name(),
                result.check(),
                result.item(),
                result.service(),
                result.outcome(),
                state,
                kept ? before.map(Service::since).orElse(at) : at,
                same ? before.map(Service::outcomeSince).orElse(at) : at,
                at,
                result.summary(),
                result.metrics());
    }

    private static Service stale(Service service, Instant at, String why) {
        if (service.outcome() == Outcome.STALE) {
            return service;
        }
        return new Service(
                service.id(),
                service.machine(),
                service.check(),
                service.item(),
                service.service(),
                Outcome.STALE,
                service.state(),
                service.since(),
                at,
                service.at(),
                "machine does not answer: " + why + "; last: " + service.summary(),
                service.metrics());
    }

    /// A first judgement that is good is history but no alarm; so is coming back from stale with the state of before.
    private static Optional<Draft> change(Optional<Service> before, Service after) {
        Optional<State> from = before.flatMap(Service::state);
        boolean moved = !from.equals(after.state());
        boolean back = before.map(Service::outcome)
                .filter(outcome -> outcome == Outcome.STALE)
                .isPresent();
        if (!moved && !back) {
            return Optional.empty();
        }
        boolean alarm = moved && !(from.isEmpty() && after.state().equals(Optional.of(State.OK)));
        return Optional.of(new Draft(draft(after, from, after.at()), alarm));
    }

    private static Change draft(Service service, Optional<State> from, Instant at) {
        return new Change(
                0,
                at,
                service.id(),
                service.machine(),
                service.check(),
                service.item(),
                service.service(),
                from,
                service.state(),
                service.outcome(),
                service.summary());
    }
}
