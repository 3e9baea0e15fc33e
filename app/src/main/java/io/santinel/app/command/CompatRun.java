package io.santinel.app.command;

import io.santinel.monitor.check.CompatChecks;
import io.santinel.monitor.check.CompatChecks.CompatEvaluation;
import io.santinel.monitor.check.CompatMemory;
import io.santinel.monitor.check.Discovered;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.section.AgentOutput;
import io.santinel.monitor.section.Headers;
import io.santinel.monitor.section.JsonReport;
import io.santinel.monitor.section.ReportFile;
import io.santinel.monitor.section.TextReport;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Judges as the original did.
final class CompatRun implements CheckRun {
    private final Levels levels;
    private final LastStates states = new LastStates();
    private Optional<List<Discovered>> services = Optional.empty();
    private CompatMemory memory = CompatMemory.EMPTY;

    CompatRun(Levels levels) {
        this.levels = levels;
    }

    @Override
    public List<Judged> evaluate(String text, BigDecimal seconds) {
        AgentOutput output = AgentOutput.read(
                ReportFile.isJson(text) ? TextReport.render(JsonReport.parse(text), Headers.HYPHEN) : text);
        List<Discovered> judged = services.orElseGet(() -> CompatChecks.discover(output));
        services = Optional.of(judged);
        CompatEvaluation evaluation = CompatChecks.evaluate(judged, output, seconds.doubleValue(), memory, levels);
        memory = evaluation.next();
        return states.after(evaluation.results());
    }

    /// The original read words and never said which it did not understand.
    @Override
    public List<String> problems() {
        return List.of();
    }
}
