package io.santinel.app.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void a_terminal_sees_the_line_renewed_and_erased() {
        try (Progress progress = new Progress(out, true, 1 << 20, 0)) {
            progress.add(1 << 18);
            assertThat(text()).startsWith("\r\u001b[K 25 %  256.0 KiB, ").contains("s left");
            progress.finish("read");
        }
        assertThat(text().lines().reduce((_, last) -> last))
                .hasValueSatisfying(line ->
                        assertThat(line).contains("262144 bytes read in ").endsWith("/s"));
    }

    @Test
    void anything_else_sees_the_last_line_alone() {
        try (Progress progress = new Progress(out, false, 0, 0)) {
            progress.add(4096);
            progress.finish("written");
        }
        assertThat(text()).startsWith("4096 bytes written in ").hasLineCount(1);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
