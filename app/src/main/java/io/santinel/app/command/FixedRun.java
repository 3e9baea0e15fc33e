package io.santinel.app.command;

import io.santinel.monitor.check.Discovered;
import io.santinel.monitor.check.Discovery;
import io.santinel.monitor.check.Evaluation;
import io.santinel.monitor.check.FixedChecks;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.Memory;
import io.santinel.monitor.section.MalformedReport;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.ReportFile;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Judges without the original's mistakes.
final class FixedRun implements CheckRun {
    /// The same as the monitor's default.
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Levels levels;
    private final LastStates states = new LastStates();
    private Optional<List<Discovered>> services = Optional.empty();
    private Memory memory = Memory.EMPTY;
    private List<String> problems = List.of();

    FixedRun(Levels levels) {
        this.levels = levels;
    }

    @Override
    public List<Judged> evaluate(String text, BigDecimal seconds) {
        Report report = ReportFile.parse(text);
        problems = report.problems();
        if (report.sessions().isEmpty() && report.hosts().isEmpty() && !problems.isEmpty()) {
            throw new MalformedReport(0, "", "nothing in it is readable: " + problems.getFirst());
        }
        List<Discovered> judged = services.orElseGet(() -> Discovery.discover(report));
        services = Optional.of(judged);
        Evaluation evaluation = FixedChecks.evaluate(judged, report, instant(seconds), memory, levels, GRACE);
        memory = evaluation.next();
        return states.after(evaluation.results());
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    private static Instant instant(BigDecimal seconds) {
        long whole = seconds.longValue();
        return Instant.ofEpochSecond(
                whole,
                seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue());
    }
}
