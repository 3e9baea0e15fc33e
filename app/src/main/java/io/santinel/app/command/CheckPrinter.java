package io.santinel.app.command;

import io.santinel.app.command.CheckRun.Judged;
import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.check.Perfdata;
import io.santinel.monitor.check.Result;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Results as lines: one JSON object each, or a table.
final class CheckPrinter {
    private static final JsonMapper JSON = JsonMapper.shared();

    private CheckPrinter() {}

    static Stream<String> json(List<Judged> results) {
        return results.stream().map(CheckPrinter::json);
    }

    /// State or outcome, service and summary, under one another.
    static Stream<String> table(List<Judged> results) {
        int width = results.stream()
                .mapToInt(judged -> judged.result().service().length())
                .max()
                .orElse(0);
        return results.stream()
                .map(judged -> pad(word(judged), 11)
                        + pad(judged.result().service(), width + 2)
                        + judged.result().summary());
    }

    private static String json(Judged judged) {
        Result result = judged.result();
        ObjectNode node = JSON.createObjectNode();
        node.put("check", result.check());
        node.put("item", result.item());
        node.put("service", result.service());
        node.put("outcome", result.outcome().word());
        judged.state().ifPresentOrElse(state -> node.put("state", state.code()), () -> node.putNull("state"));
        node.put("submitted", result.outcome() == Outcome.JUDGED);
        node.put("summary", result.summary());
        node.put("perfdata", Perfdata.of(result.metrics()));
        ObjectNode metrics = node.putObject("metrics");
        result.metrics().forEach(metric -> metrics.put(metric.name(), metric.value()));
        return JSON.writeValueAsString(node);
    }

    private static String word(Judged judged) {
        Outcome outcome = judged.result().outcome();
        return judged.result()
                .state()
                .filter(state -> outcome == Outcome.JUDGED)
                .map(Enum::name)
                .orElse(outcome.word());
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
