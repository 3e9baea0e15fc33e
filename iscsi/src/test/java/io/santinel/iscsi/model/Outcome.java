package io.santinel.iscsi.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a run found.
///
/// @param reads that were answered and held against the model
/// @param writes that were acknowledged
/// @param refused commands with another status than GOOD
/// @param unanswered commands that the session gave up
/// @param lost blocks that did not hold at the end what was acknowledged
/// @param stale blocks that a read found older than what was acknowledged before it
/// @param torn blocks that a read found to be no single write's
/// @param examples the first of the three, in words
record Outcome(
        long seed,
        long reads,
        long writes,
        long refused,
        long unanswered,
        Map<Fault, Integer> faults,
        Duration took,
        long lost,
        long stale,
        long torn,
        List<String> examples) {

    int faultCount() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    boolean clean() {
        return lost == 0 && stale == 0 && torn == 0;
    }

    @Override
    public String toString() {
        String kinds = faults.entrySet().stream()
                .map(fault -> fault.getKey() + " " + fault.getValue())
                .collect(Collectors.joining(", "));
        return "model: seed " + seed + ", " + reads + " reads, " + writes + " writes, " + faultCount() + " faults ("
                + kinds + "), " + refused + " refused, " + unanswered + " unanswered, " + took.toSeconds()
                + " s, lost " + lost + ", stale " + stale + ", torn " + torn;
    }
}
