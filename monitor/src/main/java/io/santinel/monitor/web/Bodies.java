package io.santinel.monitor.web;

import io.santinel.monitor.check.Metric;
import io.santinel.monitor.check.State;
import io.santinel.monitor.server.Change;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Machine;
import io.santinel.monitor.server.Service;
import io.santinel.monitor.store.Series;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The records that the API answers with and takes; the OpenAPI document is read from them. Times are ISO 8601 in UTC
/// but in a series, where they are seconds since 1970. What is absent is null.
final class Bodies {
    private Bodies() {}

    record Failure(String error, Optional<String> field) {}

    record Machines(List<MachineBody> machines) {}

    record MachineBody(
            String name,
            String source,
            boolean replayed,
            Optional<Instant> lastReport,
            Optional<String> failure,
            Optional<Instant> failingSince,
            int services) {
        static MachineBody of(Machine machine, int services) {
            return new MachineBody(
                    machine.name(),
                    machine.source(),
                    machine.replayed(),
                    machine.lastReport(),
                    machine.failure(),
                    machine.failingSince(),
                    services);
        }
    }

    record Services(List<ServiceBody> services) {}

    record ServiceBody(
            String id,
            String machine,
            String check,
            String item,
            String service,
            String outcome,
            Optional<Integer> state,
            Instant since,
            Instant outcomeSince,
            Instant at,
            String summary,
            Map<String, Double> metrics,
            Map<String, LevelsBody> levels) {
        static ServiceBody of(Service service) {
            Map<String, Double> metrics = new LinkedHashMap<>();
            Map<String, LevelsBody> levels = new LinkedHashMap<>();
            for (Metric metric : service.metrics()) {
                metrics.put(metric.name(), metric.value());
                if (metric.warn().isPresent() || metric.crit().isPresent()) {
                    levels.put(metric.name(), LevelsBody.of(metric));
                }
            }
            return new ServiceBody(
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
                    levels);
        }
    }

    record LevelsBody(Optional<Double> warn, Optional<Double> crit) {
        static LevelsBody of(Metric metric) {
            return new LevelsBody(
                    metric.warn().isPresent() ? Optional.of(metric.warn().getAsDouble()) : Optional.empty(),
                    metric.crit().isPresent() ? Optional.of(metric.crit().getAsDouble()) : Optional.empty());
        }
    }

    record SeriesBody(
            String id,
            Instant from,
            Instant to,
            double step,
            String tier,
            List<Double> times,
            Map<String, ValuesBody> metrics) {
        static SeriesBody of(String id, Query.Range range, Series series) {
            Map<String, ValuesBody> metrics = new LinkedHashMap<>();
            series.metrics()
                    .forEach((name, values) -> metrics.put(
                            name, new ValuesBody(holes(values.min()), holes(values.max()), holes(values.mean()))));
            return new SeriesBody(
                    id,
                    range.from(),
                    range.to(),
                    series.step().toMillis() / 1000.0,
                    series.tier(),
                    series.times().stream()
                            .map(at -> at.toEpochMilli() / 1000.0)
                            .toList(),
                    metrics);
        }

        /// JSON has no NaN; a hole is null.
        private static List<@Nullable Double> holes(List<Double> values) {
            return values.stream()
                    .<@Nullable Double>map(v -> v.isNaN() ? null : v)
                    .toList();
        }
    }

    record ValuesBody(List<@Nullable Double> min, List<@Nullable Double> max, List<@Nullable Double> mean) {}

    record History(List<ChangeBody> changes) {}

    record ChangeBody(
            long number,
            Instant at,
            String id,
            String machine,
            String check,
            String item,
            String service,
            Optional<Integer> from,
            Optional<Integer> to,
            String outcome,
            String summary) {
        static ChangeBody of(Change change) {
            return new ChangeBody(
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
                    change.summary());
        }
    }

    record Faults(List<FaultBody> faults) {}

    /// @param state `closed` or `open`
    /// @param fault what else is wrong with it, in words
    record FaultBody(
            String id,
            String portal,
            @Choice({"closed", "open"}) String state,
            Optional<String> fault,
            Instant since,
            int sessions) {
        static FaultBody of(Fault fault) {
            return new FaultBody(
                    fault.id(),
                    fault.portal(),
                    fault.closed() ? "closed" : "open",
                    fault.wrong(),
                    fault.since(),
                    fault.sessions());
        }
    }
}
