package io.santinel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the documents point a reader at must compile.
class ExamplesTest {
    @Test
    void the_examples_and_benchmarks_compile(@TempDir Path classes) throws IOException {
        List<Path> programs;
        try (Stream<Path> examples = Files.list(Path.of("../examples"));
                Stream<Path> benches = Files.list(Path.of("../lab/src"))) {
            programs = Stream.concat(examples, benches)
                    .filter(path -> path.toString().endsWith(".java"))
                    .toList();
        }
        assertThat(programs).isNotEmpty();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString(), "-Xlint:all");
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjectsFromPaths(programs))
                    .call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
    }
}
