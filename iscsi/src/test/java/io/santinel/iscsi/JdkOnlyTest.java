package io.santinel.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Read from the class files, so that nothing is missed.
class JdkOnlyTest {
    private static final String ROOT = "io/santinel/iscsi/";

    @Test
    void the_library_uses_nothing_but_the_jdk() throws IOException {
        Set<String> foreign = new TreeSet<>();
        for (Path file : classFiles()) {
            for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
                if (entry instanceof ClassEntry used) {
                    String name = used.asInternalName().replaceAll("^\\[*L?", "");
                    if (name.contains("/") && !name.startsWith("java/") && !name.startsWith(ROOT)) {
                        foreign.add(name);
                    }
                }
            }
        }
        assertThat(foreign).isEmpty();
    }

    @Test
    void the_module_needs_nothing_at_run_time() {
        assertThat(Secret.class.getModule().getDescriptor().requires().stream()
                        .filter(needed -> !needed.modifiers().contains(Requires.Modifier.STATIC))
                        .map(Requires::name))
                .containsExactly("java.base");
    }

    /// The artifact's own list, which Maven hands on to who uses it; the parent's may be there at compile time alone.
    @Test
    void the_artifact_has_no_dependency_but_for_tests_and_the_compiler() throws IOException {
        for (String pom : List.of("pom.xml", "../pom.xml")) {
            String text = Files.readString(Path.of(pom))
                    .replaceAll("(?s)<(dependencyManagement|build|profiles)>.*?</\\1>", "");
            List<String> dependencies = Pattern.compile("(?s)<dependency>.*?</dependency>")
                    .matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .toList();
            assertThat(dependencies)
                    .as(pom)
                    .isNotEmpty()
                    .allMatch(dependency -> dependency.contains("<scope>test</scope>")
                            || dependency.contains("<scope>provided</scope>"));
        }
    }

    private static List<Path> classFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target/classes"))) {
            List<Path> classes = files.filter(f -> f.toString().endsWith(".class")
                            && !f.endsWith("module-info.class")
                            && !f.endsWith("package-info.class"))
                    .toList();
            assertThat(classes).isNotEmpty();
            return classes;
        }
    }
}
