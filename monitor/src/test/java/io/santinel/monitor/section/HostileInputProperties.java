package io.santinel.monitor.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Nothing that arrives may do more than be refused with one line.
class HostileInputProperties {
    private static final Path BLOG = Path.of("src/test/fixtures/blog");

    @Property(tries = 200)
    void garbage_is_refused_in_one_line(@ForAll byte[] bytes) throws IOException {
        survives(ReportFile.text(new ByteArrayInputStream(bytes)));
    }

    @Property(tries = 200)
    void a_report_with_bytes_changed_is_read_or_refused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int n)
            throws IOException {
        Random random = new Random(seed);
        byte[] bytes = Files.readAllBytes(BLOG.resolve(random.nextBoolean() ? "bnx2i_t0.txt" : "qla4xxx_t0.txt"));
        for (int i = 0; i < n; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        survives(ReportFile.text(new ByteArrayInputStream(bytes)));
    }

    @Property(tries = 200)
    void json_with_bytes_changed_is_read_or_refused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int n)
            throws IOException {
        Random random = new Random(seed);
        byte[] bytes = JsonReport.render(TextReport.parse(Files.readString(BLOG.resolve("bnx2i_t0.txt"))))
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < n; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        survives(ReportFile.text(new ByteArrayInputStream(bytes)));
    }

    @Test
    void a_text_cut_anywhere_is_read_or_refused() throws IOException {
        String text = Files.readString(BLOG.resolve("bnx2i_t0.txt"));
        for (int end = 0; end < text.length(); end += 3) {
            survives(text.substring(0, end));
        }
    }

    @Test
    void json_cut_anywhere_is_refused() throws IOException {
        String text = JsonReport.render(TextReport.parse(Files.readString(BLOG.resolve("bnx2i_t0.txt"))))
                .strip();
        for (int end = 0; end < text.length(); end += 3) {
            String cut = text.substring(0, end);
            assertThatThrownBy(() -> ReportFile.parse(cut)).isInstanceOf(MalformedReport.class);
        }
    }

    @Test
    void limits_hold() {
        assertThatThrownBy(() -> AgentOutput.read("x".repeat(AgentOutput.MAX_CHARACTERS + 1)))
                .isInstanceOf(MalformedReport.class);
        assertThatThrownBy(() -> AgentOutput.read("\n".repeat(AgentOutput.MAX_LINES + 1)))
                .isInstanceOf(MalformedReport.class)
                .hasMessage("line 500001: agent output of more than 500000 lines");
        String row = "tcp 10.0.0.1:3260,1 iqn.x:y default none [default] LOGGED_IN LOGGED_IN NO_CHANGE\n";
        String rows = "<<<open_iscsi_sessions>>>\n" + row.repeat(TextReport.MAX_SESSIONS);
        assertThat(TextReport.parse(rows).sessions()).hasSize(TextReport.MAX_SESSIONS);
        assertThatThrownBy(() -> TextReport.parse(rows + row))
                .isInstanceOf(MalformedReport.class)
                .hasMessage("line 10002: more than 10000 sessions in one report");
        assertThatThrownBy(() -> JsonReport.parse("[".repeat(100_000))).isInstanceOf(MalformedReport.class);
    }

    @Test
    void problems_are_limited_and_counted() {
        Report report = TextReport.parse("<<<open_iscsi_sessions>>>\n" + "too few words\n".repeat(1000));

        assertThat(report.problems()).hasSize(Problems.MAX_PROBLEMS + 1).last().isEqualTo("and 950 more such lines");
        assertThat(report.problems().getFirst())
                .isEqualTo("open_iscsi_sessions, line 2, row: want 9 words, there are 3");
    }

    private static void survives(String text) {
        try {
            Report report = ReportFile.parse(text);
            assertThat(report.problems()).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        } catch (MalformedReport e) {
            assertThat(e).hasMessageMatching("[^\\p{Cntrl}]*");
        }
    }
}
