package io.santinel.app.command;

import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.Result;
import io.santinel.monitor.check.State;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reports judged one after another: the first one says which services there are.
sealed interface CheckRun permits FixedRun, CompatRun {
    /// Judges one more report.
    ///
    /// @throws io.santinel.monitor.section.MalformedReport when nothing in it can be used
    List<Judged> evaluate(String text, BigDecimal seconds);

    /// What the last report had that could not be read.
    List<String> problems();

    /// A result, and the state that its service has after it.
    ///
    /// @param state the last judged one, absent before the first
    record Judged(Result result, Optional<State> state) {}

    /// Remembers the last judged state of each service.
    final class LastStates {
        private final Map<String, State> states = new HashMap<>();

        List<Judged> after(List<Result> results) {
            List<Judged> judged = new ArrayList<>(results.size());
            for (Result result : results) {
                String service = result.check() + " " + result.item();
                if (result.outcome() == Outcome.JUDGED) {
                    result.state().ifPresent(state -> states.put(service, state));
                }
                judged.add(new Judged(result, Optional.ofNullable(states.get(service))));
            }
            return judged;
        }
    }
}
