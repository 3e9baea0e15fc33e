package io.santinel.monitor.check;

import io.santinel.iscsi.counter.Counter;
import io.santinel.monitor.check.Memory.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Turns two readings of one object's counters into rates and holds them against levels.
///
/// Each counter stands for itself: one that is missing, is new, or restarted says nothing and silences no other.
///
/// @param metrics of the counters that have a rate, in the check's order
/// @param parts what the line of text names: bytes always, errors that move, and whatever reached a level
/// @param restarted counters that became smaller otherwise than by wrapping
/// @param absent counters with a level that the report does not have
/// @param errorCounters how many counters of errors had a rate, and how many of those moved
record Rates(
        State state,
        List<Metric> metrics,
        List<String> parts,
        List<String> restarted,
        List<String> absent,
        int errorCounters,
        int movingErrors) {

    static Rates between(
            CheckType check, Sample before, Instant at, Map<String, Long> counters, Map<String, Level> levels) {
        return new Reading(check, before, at, counters, levels).judge();
    }

    /// One evaluation under way.
    private static final class Reading {
        private final CheckType check;
        private final Sample before;
        private final Map<String, Long> counters;
        private final Map<String, Level> levels;
        private final double seconds;
        private final List<Metric> metrics;
        private final List<String> parts = new ArrayList<>();
        private final List<String> restarted = new ArrayList<>();
        private final List<String> absent = new ArrayList<>();
        private State state = State.OK;
        private int errors;
        private int moving;

        Reading(CheckType check, Sample before, Instant at, Map<String, Long> counters, Map<String, Level> levels) {
            this.check = check;
            this.before = before;
            this.counters = counters;
            this.levels = levels;
            this.seconds = Duration.between(before.at(), at).toNanos() / 1e9;
            this.metrics = new ArrayList<>(counters.size());
        }

        Rates judge() {
            boolean restart = wideCounterFell();
            for (Counter counter : check.counters()) {
                Long to = counters.get(counter.name());
                Long from = before.counters().get(counter.name());
                if (to == null) {
                    if (levels.containsKey(counter.name())) {
                        absent.add(counter.name());
                    }
                } else if (from != null) {
                    growth(counter, restart && fell(from, to) ? -1 : counter.growth(from, to));
                }
            }
            return new Rates(state, metrics, parts, restarted, absent, errors, moving);
        }

        private void growth(Counter counter, long growth) {
            if (growth < 0) {
                restarted.add(counter.name());
                return;
            }
            double rate = growth / seconds;
            Level level = levels.getOrDefault(counter.name(), Level.OFF);
            State judged = level.of(rate);
            state = state.worse(judged);
            metrics.add(new Metric(counter.name(), rate, level.warning(), level.critical()));
            if (names(counter, rate) || judged != State.OK) {
                parts.add(text(counter, rate, level, judged));
            }
        }

        /// Octets are 64 bits wide and never wrap: if they fell, the object is a new one, and a narrow counter that
        /// fell
        /// too did not wrap either.
        private boolean wideCounterFell() {
            for (Counter counter : check.counters()) {
                Long to = counter.bits() == 64 ? counters.get(counter.name()) : null;
                Long from = to == null ? null : before.counters().get(counter.name());
                if (to != null && from != null && fell(from, to)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean fell(long from, long to) {
            return Long.compareUnsigned(to, from) < 0;
        }

        private boolean names(Counter counter, double rate) {
            return switch (counter.kind()) {
                case BYTES -> true;
                case ERROR, ERROR_LIKE -> {
                    errors++;
                    moving += rate > 0 ? 1 : 0;
                    yield rate > 0;
                }
                case TRAFFIC -> false;
            };
        }

        private static String text(Counter counter, double rate, Level level, State judged) {
            String text = counter.label() + ": " + amount(counter, rate);
            return switch (judged) {
                case OK, UNKNOWN -> text;
                case WARN -> text + " (!) (at or above " + amount(counter, level.warn()) + ")";
                case CRIT -> text + " (!!) (at or above " + amount(counter, level.crit()) + ")";
            };
        }

        private static String amount(Counter counter, double rate) {
            return (counter.kind() == Counter.Kind.BYTES ? Numerals.bytes(rate) : Numerals.rate(rate)) + "/s";
        }
    }
}
