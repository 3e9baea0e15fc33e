package io.santinel.monitor.check;

import java.util.List;

/// What came out of one report.
///
/// @param results one for each service asked for, in that order
/// @param next what the next evaluation must know
public record Evaluation(List<Result> results, Memory next) {
    public Evaluation {
        results = List.copyOf(results);
    }
}
