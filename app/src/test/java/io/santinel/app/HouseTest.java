package io.santinel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of the house that a program can check, over all four modules.
class HouseTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// A package may use only those left of it; those in one group may not use each other.
    private static final Map<String, List<List<String>>> LINES = Map.of(
            "iscsi",
            List.of(
                    List.of(""),
                    List.of("name"),
                    List.of("counter"),
                    List.of("scsi"),
                    List.of("pdu"),
                    List.of("key"),
                    List.of("login"),
                    List.of("connection"),
                    List.of("session"),
                    List.of("initiator", "target")),
            "host",
            List.of(List.of("counter"), List.of("model"), List.of("backend")),
            "monitor",
            List.of(
                    List.of("section"),
                    List.of("agent", "check"),
                    List.of("rule"),
                    List.of("store"),
                    List.of("graph"),
                    List.of("alert"),
                    List.of("server"),
                    List.of("web", "web.template", "web.template.page", "web.template.tag")),
            "app",
            List.of(List.of("demo", "wire"), List.of("command"), List.of("io"), List.of("")));

    /// Tables may be longer; everything else wants a cut.
    private static final List<String> JDK = List.of("Optional");

    private static final int MOST_LINES_OF_A_FILE = 500;

    private static final int MOST_LINES_OF_A_FUNCTION = 60;

    private static final List<String> TABLES = List.of("HostCounters.java");

    @Test
    void packages_use_only_what_stands_left_of_them() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (var module : LINES.entrySet()) {
            Path classes = ROOT.resolve(module.getKey()).resolve("target/classes");
            String root = "io/santinel/" + module.getKey();
            for (Path file : files(classes, path -> path.toString().endsWith(".class"))) {
                String from = packageIn(root, classes.relativize(file).toString());
                for (String used : used(ClassFile.of().parse(file), root)) {
                    if (!mayUse(module.getValue(), from, packageIn(root, used))) {
                        wrong.add(file.getFileName() + " uses " + used);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void no_source_file_is_longer_than_500_lines() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            long lines = lines(file).size();
            if (lines > MOST_LINES_OF_A_FILE
                    && !TABLES.contains(file.getFileName().toString())) {
                wrong.add(ROOT.relativize(file) + ": " + lines);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// By the line numbers of the class files, from a function's first statement to its last. Constructors are left
    /// out,
    /// because the fields' initialisers count as theirs.
    @Test
    void no_function_is_longer_than_60_lines() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String module : LINES.keySet()) {
            Path classes = ROOT.resolve(module).resolve("target/classes");
            for (Path file : files(classes, path -> path.toString().endsWith(".class"))) {
                ClassModel model = ClassFile.of().parse(file);
                for (MethodModel method : model.methods()) {
                    long lines = lines(method);
                    if (lines > MOST_LINES_OF_A_FUNCTION && !file.toString().contains("/template/")) {
                        wrong.add(model.thisClass().asInternalName() + "." + method.methodName() + ": " + lines);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static long lines(MethodModel method) {
        if (method.methodName().stringValue().startsWith("<")) {
            return 0;
        }
        var numbers = method.code()
                .flatMap(code -> code.findAttribute(Attributes.lineNumberTable()))
                .map(table -> table.lineNumbers().stream()
                        .mapToInt(LineNumberInfo::lineNumber)
                        .summaryStatistics());
        return numbers.map(n -> n.getMax() - n.getMin() + 2L).orElse(0L);
    }

    /// A document that names code is tested like code.
    @Test
    void every_path_that_a_document_names_exists() throws IOException {
        Pattern named = Pattern.compile(
                "`\\.?/?((?:iscsi|host|monitor|app|docs|lab|examples|\\.ci|\\.mvn)/[\\w./-]+)`|\\]\\(([\\w./-]+)\\)");
        List<String> wrong = new ArrayList<>();
        for (Path file : files(
                ROOT,
                path -> path.toString().endsWith(".md") && !path.toString().contains("/target/"))) {
            if (file.toString().contains("/fixtures/")) {
                continue;
            }
            var matcher = named.matcher(Files.readString(file));
            while (matcher.find()) {
                boolean code = matcher.group(1) != null;
                Path path = code ? ROOT.resolve(matcher.group(1)) : file.resolveSibling(matcher.group(2));
                boolean built = path.toString().contains("/target/"); // after the tests
                if (!built && !Files.exists(path)) {
                    wrong.add(ROOT.relativize(file) + " names " + matcher.group());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_type_that_the_map_names_exists() throws IOException {
        List<String> types = sources().stream()
                .map(path -> path.getFileName().toString().replace(".java", ""))
                .toList();
        List<String> wrong = new ArrayList<>();
        for (String document : List.of("docs/architecture.md", "CONTRIBUTING.md")) {
            var matcher = Pattern.compile("`([A-Z]\\w+[a-z]\\w*)`").matcher(Files.readString(ROOT.resolve(document)));
            while (matcher.find()) {
                if (!types.contains(matcher.group(1)) && !JDK.contains(matcher.group(1))) {
                    wrong.add(document + " names " + matcher.group(1));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// Class names stand as class entries and inside descriptors and signatures.
    private static List<String> used(ClassModel model, String root) {
        Pattern type = Pattern.compile("L(" + root + "/[\\w/$]+)[;<]");
        List<String> used = new ArrayList<>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry name
                when name.asInternalName().startsWith(root + "/") -> used.add(name.asInternalName());
                case Utf8Entry text ->
                    type.matcher(text.stringValue()).results().forEach(found -> used.add(found.group(1)));
                default -> {}
            }
        }
        return used;
    }

    private static boolean mayUse(List<List<String>> line, String from, String to) {
        int left = place(line, to);
        int right = place(line, from);
        return from.equals(to) || left < right || (to.startsWith("web") && from.startsWith("web"));
    }

    private static int place(List<List<String>> line, String name) {
        for (int i = 0; i < line.size(); i++) {
            if (line.get(i).contains(name)) {
                return i;
            }
        }
        throw new AssertionError("package \"" + name + "\" has no place in the line " + line);
    }

    private static String packageIn(String root, String internalName) {
        String below = internalName.startsWith(root + "/") ? internalName.substring(root.length() + 1) : internalName;
        int slash = below.lastIndexOf('/');
        return slash < 0 ? "" : below.substring(0, slash).replace('/', '.');
    }

    private static List<Path> sources() throws IOException {
        return files(
                ROOT,
                path -> path.toString().endsWith(".java") && path.toString().contains("/src/"));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    private static List<Path> files(Path below, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> walk = Files.walk(below)) {
            return walk.filter(Files::isRegularFile).filter(wanted).sorted().toList();
        }
    }
}
