package io.santinel.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
