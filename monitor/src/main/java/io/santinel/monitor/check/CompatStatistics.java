package io.santinel.monitor.check;

import io.santinel.iscsi.counter.Counter;
import io.santinel.monitor.check.CompatMemory.Reading;
import io.santinel.monitor.section.AgentOutput.Line;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// One of the original's two statistics checks on raw lines, with the rate rules of the 1.2.8 engine.
///
/// @param opening first word of a block's header
/// @param title how the line of text begins
/// @param first the byte counter whose text has no comma before it
/// @param counters in the order of the check
record CompatStatistics(CheckType check, String opening, String title, String first, List<Counter> counters) {
    private static final String CRASH = "check failed - please submit a crash report!";
    /// A Python integer of more digits is too large for a float, which fails as well.
    private static final int MAX_DIGITS = 308;

    /// Counters as text by item. Absent when a counter stands before the first header: the original fails on that
    /// section altogether.
    Optional<Map<String, Map<String, String>>> blocks(List<Line> lines) {
        Map<String, Map<String, String>> blocks = new LinkedHashMap<>();
        Optional<Map<String, String>> open = Optional.empty();
        for (Line line : lines) {
            List<String> words = line.words();
            if (words.size() >= 2
                    && words.getFirst().equals(opening)
                    && words.get(1).equals("stats")) {
                Map<String, String> block = new HashMap<>();
                blocks.put(
                        String.join(" ", words.subList(2, Math.min(4, words.size())))
                                .replace("]", ""),
                        block);
                open = Optional.of(block);
            } else if (words.size() == 2) {
                if (open.isEmpty()) {
                    return Optional.empty();
                }
                open.get().put(words.getFirst().replace(":", ""), words.get(1));
            }
        }
        return Optional.of(blocks);
    }

    /// Judges one item and stores its readings in `memory`, also those of a service that is not submitted.
    Result check(
            Discovered service,
            Optional<Map<String, Map<String, String>>> blocks,
            double time,
            Map<String, Reading> memory,
            Map<String, Level> levels) {
        Optional<Map<String, String>> block = blocks.map(all -> all.getOrDefault(service.item(), Map.of()));
        Line128 line = new Line128(title);
        for (Counter counter : counters) {
            Optional<BigInteger> value = block.flatMap(it -> number(it.getOrDefault(counter.name(), "")));
            if (value.isEmpty()) {
                return crash(service);
            }
            String key = check.underscored() + "." + counter.name() + "."
                    + service.item().replace(' ', '_');
            Optional<Reading> before = Optional.ofNullable(memory.get(key));
            memory.put(key, new Reading(time, value.get()));
            line.add(counter, rate(before, time, value.get()), levels.getOrDefault(counter.name(), Level.OFF), first);
        }
        return line.result(service);
    }

    /// Absent at the first reading, when the clock stood still or went back, and when the value fell.
    private static OptionalDouble rate(Optional<Reading> before, double time, BigInteger value) {
        if (before.isEmpty()) {
            return OptionalDouble.empty();
        }
        double seconds = time - before.get().time();
        BigInteger growth = value.subtract(before.get().value());
        return seconds <= 0 || growth.signum() < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(growth.doubleValue() / seconds);
    }

    private static Optional<BigInteger> number(String text) {
        int from = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
        boolean digits = text.length() > from && text.length() <= from + MAX_DIGITS;
        for (int i = from; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits ? Optional.of(new BigInteger(text)) : Optional.empty();
    }

    private static Result crash(Discovered service) {
        return new Result(
                service.check(),
                service.item(),
                service.service(),
                Outcome.JUDGED,
                Optional.of(State.UNKNOWN),
                CRASH,
                List.of());
    }

    /// Text, state and metrics of one result as they grow counter by counter.
    private static final class Line128 {
        private final StringBuilder text = new StringBuilder();
        private final List<Metric> metrics = new ArrayList<>();
        private State state = State.OK;
        private double errors;
        private boolean suppressed;

        Line128(String title) {
            text.append(title);
        }

        void add(Counter counter, OptionalDouble measured, Level level, String first) {
            double rate = measured.orElse(0);
            suppressed |= measured.isEmpty();
            if (counter.kind() == Counter.Kind.BYTES) {
                text.append(counter.name().equals(first) ? "" : ", ");
                text.append(counter.label())
                        .append(": ")
                        .append(Numerals.bytes(rate))
                        .append("/s");
            }
            State judged = level.of(rate);
            state = state.worse(judged);
            switch (judged) {
                case CRIT -> part(counter, rate, " (!!)");
                case WARN -> part(counter, rate, " (!)");
                case OK, UNKNOWN -> error(counter, rate);
            }
            metrics.add(new Metric(counter.name(), rate, OptionalDouble.empty(), OptionalDouble.empty()));
        }

        private void error(Counter counter, double rate) {
            if (counter.kind() == Counter.Kind.ERROR) {
                errors += rate;
                if (rate > 0) {
                    part(counter, rate, "");
                }
            }
        }

        private void part(Counter counter, double rate, String mark) {
            text.append(", ").append(counter.label()).append(": ");
            text.append(Numerals.python(rate)).append("/s").append(mark);
        }

        Result result(Discovered service) {
            return new Result(
                    service.check(),
                    service.item(),
                    service.service(),
                    suppressed ? Outcome.SUPPRESSED : Outcome.JUDGED,
                    Optional.of(state),
                    text + (errors == 0 ? ", no protocol errors" : ""),
                    metrics);
        }
    }
}
