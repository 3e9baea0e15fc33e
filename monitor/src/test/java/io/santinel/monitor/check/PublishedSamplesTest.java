package io.santinel.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PublishedSamplesTest {
    private static final Path BLOG = Path.of("src/test/fixtures/blog");

    @ParameterizedTest
    @ValueSource(strings = {"bnx2i", "qla4xxx"})
    void compat_mode_gives_the_results_of_the_original(String sample) throws IOException {
        List<Result> results = BothModes.compat(Levels.NONE, text(sample + "_t0.txt"), text(sample + "_t1.txt"));
        List<JsonNode> expected = Files.readAllLines(BLOG.resolve(sample + ".expected.jsonl")).stream()
                .filter(line -> !line.isBlank())
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();

        assertThat(results).hasSameSizeAs(expected);
        for (JsonNode node : expected) {
            Result result = results.stream()
                    .filter(it -> it.check().equals(node.get("check").stringValue())
                            && it.item().equals(node.get("item").stringValue()))
                    .findFirst()
                    .orElseThrow();
            assertThat(result.service()).isEqualTo(node.get("service").stringValue());
            assertThat(result.outcome()).isEqualTo(Outcome.JUDGED);
            assertThat(result.state().orElseThrow().code())
                    .isEqualTo(node.get("state").intValue());
            assertThat(result.summary()).isEqualTo(node.get("summary").stringValue());
            assertThat(result.metrics())
                    .extracting(Metric::name)
                    .containsExactlyElementsOf(node.get("metrics").propertyNames());
            for (Metric metric : result.metrics()) {
                double want = node.get("metrics").get(metric.name()).doubleValue();
                assertThat(metric.value()).isCloseTo(want, within(1e-12 * Math.max(1, want)));
            }
        }
    }

    private static String text(String file) throws IOException {
        return Files.readString(BLOG.resolve(file));
    }
}
