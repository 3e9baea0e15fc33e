package io.santinel.iscsi.counter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Counters in their published order, found by name.
public record CounterTable(List<Counter> counters, Map<String, Counter> byName) {
    public static CounterTable of(List<Counter> counters) {
        return new CounterTable(
                List.copyOf(counters),
                counters.stream().collect(Collectors.toUnmodifiableMap(Counter::name, Function.identity())));
    }

    public Optional<Counter> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
