package io.santinel.monitor.check;

import io.santinel.monitor.section.AgentOutput;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.section.TextReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One input judged in both modes: services of the first text, results of the last, texts a minute apart.
public record BothModes(List<Result> fixed, List<Result> compat) {
    static final Duration GRACE = Duration.ofSeconds(30);

    public static BothModes judge(Levels levels, String... texts) {
        return new BothModes(fixed(levels, texts), compat(levels, texts));
    }

    public static BothModes judge(String... texts) {
        return judge(Levels.NONE, texts);
    }

    public static List<Result> fixed(Levels levels, String... texts) {
        List<Discovered> services = Discovery.discover(TextReport.parse(texts[0]));
        Memory memory = Memory.EMPTY;
        List<Result> results = List.of();
        for (int i = 0; i < texts.length; i++) {
            Report report = TextReport.parse(texts[i]);
            Evaluation evaluation = FixedChecks.evaluate(
                    services, report, Instant.ofEpochSecond(1000 + 60L * i), memory, levels, GRACE);
            memory = evaluation.next();
            results = evaluation.results();
        }
        return results;
    }

    public static List<Result> compat(Levels levels, String... texts) {
        List<Discovered> services = CompatChecks.discover(AgentOutput.read(texts[0]));
        CompatMemory memory = CompatMemory.EMPTY;
        List<Result> results = List.of();
        for (int i = 0; i < texts.length; i++) {
            var evaluation = CompatChecks.evaluate(services, AgentOutput.read(texts[i]), 1000 + 60 * i, memory, levels);
            memory = evaluation.next();
            results = evaluation.results();
        }
        return results;
    }

    public Result fixed(CheckType check) {
        return first(fixed, check);
    }

    public Result compat(CheckType check) {
        return first(compat, check);
    }

    static Result first(List<Result> results, CheckType check) {
        return results.stream()
                .filter(result -> CheckType.named(result.check()).orElseThrow() == check)
                .findFirst()
                .orElseThrow();
    }
}
