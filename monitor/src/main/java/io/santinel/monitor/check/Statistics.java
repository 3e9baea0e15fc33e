package io.santinel.monitor.check;

import io.santinel.monitor.check.Memory.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Judges the counters of one session or host against the reading before.
///
/// @param service whose result it is
/// @param now this reading
/// @param before the last one, absent at the first
/// @param down the states of a session that is not logged in, absent when it is (and for hosts)
record Statistics(
        CheckType check,
        Discovered service,
        Sample now,
        Optional<Sample> before,
        Optional<String> down,
        Map<String, Level> levels) {

    Result result() {
        if (now.counters().isEmpty()) {
            return noCounters();
        }
        if (before.isEmpty()) {
            return result(Outcome.PENDING, Optional.empty(), "First reading, rates come with the next one", List.of());
        }
        if (!now.at().isAfter(before.get().at())) {
            return suppressed("The clock did not advance since the last reading, rates come with the next one");
        }
        if (isNewSession(before.get())) {
            return suppressed(
                    "New session (SID " + now.sid().map(String::valueOf).orElse("?")
                            + "), its counters began anew: rates come with the next reading");
        }
        Rates rates = Rates.between(check, before.get(), now.at(), now.counters(), levels);
        if (rates.metrics().isEmpty()) {
            return suppressed(
                    rates.restarted().isEmpty()
                            ? "None of the counters was there at the last reading, rates come with the next one"
                            : "All counters began anew, rates come with the next reading");
        }
        return result(Outcome.JUDGED, Optional.of(rates.state()), text(rates), rates.metrics());
    }

    static Result missing(Discovered service, String what) {
        return new Result(
                service.check(),
                service.item(),
                service.service(),
                Outcome.JUDGED,
                Optional.of(State.UNKNOWN),
                "No data: the " + what + " is missing from the report",
                List.of());
    }

    private boolean isNewSession(Sample earlier) {
        return now.sid().isPresent() && earlier.sid().isPresent() && !now.sid().equals(earlier.sid());
    }

    private Result noCounters() {
        return down.isPresent()
                ? result(Outcome.JUDGED, Optional.of(State.OK), downText() + "no counters", List.of())
                : result(
                        Outcome.JUDGED,
                        Optional.of(State.UNKNOWN),
                        "No data: the report has no counters of it; check that iscsid runs and see the report's problems",
                        List.of());
    }

    private String text(Rates rates) {
        List<String> parts = new ArrayList<>(rates.parts());
        if (rates.errorCounters() > 0 && rates.movingErrors() == 0) {
            parts.add("no protocol errors");
        }
        if (!rates.restarted().isEmpty()) {
            parts.add("began anew: " + String.join(" ", rates.restarted()));
        }
        if (!rates.absent().isEmpty()) {
            parts.add("has levels but is not reported: " + String.join(" ", rates.absent()));
        }
        return downText() + String.join(", ", parts);
    }

    private String downText() {
        return down.map(states -> "Session is down (" + states + "); ").orElse("");
    }

    private Result suppressed(String why) {
        return result(Outcome.SUPPRESSED, Optional.of(State.OK), downText() + why, List.of());
    }

    private Result result(Outcome outcome, Optional<State> state, String summary, List<Metric> metrics) {
        return new Result(service.check(), service.item(), service.service(), outcome, state, summary, metrics);
    }
}
