package io.santinel.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.LogicalUnit;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.RamBackstore;
import io.santinel.iscsi.target.TargetNode;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The programs of docs/engine.md, against the module alone, as a reader would run them.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EngineDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/engine.md");
    private static final String MODULE = "../iscsi/target/classes";
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\n(.*?\npublic class (\\w+) .*?)```\n```text\n(.*?)```", Pattern.DOTALL);
    private static final String TARGET = "iqn.2026-01.io.example:disk";

    @TempDir
    private Path dir;

    /// A program, and what the document says that it prints.
    record Example(String name, String source, String output) {
        static Example of(MatchResult match) {
            return new Example(match.group(2), match.group(1), match.group(3));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Example> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(DOCUMENT)).results().map(Example::of);
    }

    @Test
    void there_are_five() throws IOException {
        assertThat(examples()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void each_compiles_without_a_warning_and_prints_what_the_document_says(Example example) throws Exception {
        compile(Files.writeString(dir.resolve(example.name() + ".java"), example.source()));
        try (NetworkEntity target = target()) {
            String url = "iscsi://" + target.portals().getFirst().address() + "/" + TARGET + "/0";
            Process process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-XX:TieredStopAtLevel=1",
                            "-p",
                            MODULE,
                            "--add-modules",
                            "io.santinel.iscsi",
                            "-cp",
                            dir.toString(),
                            example.name(),
                            url)
                    .redirectErrorStream(true)
                    .start();
            try {
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(output).isEqualTo(example.output());
                assertThat(process.waitFor()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-p", MODULE, "--add-modules", "io.santinel.iscsi", "-d", dir.toString(), "-Xlint:all", "-Werror");
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
    }

    private static NetworkEntity target() throws IOException {
        LogicalUnit disk = new LogicalUnit(0, Identity.of(TARGET, 0), RamBackstore.allocate(64 << 20));
        TargetNode node = new TargetNode(new IscsiName(TARGET), List.of(disk), Optional.empty());
        return NetworkEntity.open(List.of(node), List.of(NetworkEntity.Listen.at("127.0.0.1", 0)), Limits.DEFAULT);
    }
}
