package io.santinel.app.command;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// One value of a YAML 1.2 file that knows where it stands: every complaint names file, line, column, key and remedy.
///
/// @param file as the user gave it
/// @param key path to it, as `machines[0].source`; empty at the top
record Yaml(String file, String key, Node node) {
    private static final int LARGEST = 1 << 20;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

    /// The text of a configuration file.
    ///
    /// @param example of one, for who has none yet
    /// @throws IscsiException with one line that names the file
    static String content(Path file, String example) throws IscsiException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IscsiException(ErrorCode.INVAL, file + ": larger than 1 MiB: is this the configuration?");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IscsiException(ErrorCode.INVAL, file + ": no such file: write one as " + example, e);
        } catch (IscsiException e) {
            throw e;
        } catch (IOException e) {
            throw new IscsiException(ErrorCode.INVAL, file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// The top of a file.
    ///
    /// @param least the key that no file can do without
    /// @throws IscsiException when it is not YAML or empty
    static Yaml parse(String file, String text, String least) throws IscsiException {
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        try {
            Node top = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> complaint(file, Optional.empty(), "the file is empty: want at least " + least));
            return new Yaml(file, "", top);
        } catch (MarkedYamlEngineException e) {
            throw complaint(file, e.getProblemMark(), "not YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            throw complaint(file, Optional.empty(), "not YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
    }

    /// A mapping whose keys are all known.
    Map<String, Yaml> mapping(Set<String> known) throws IscsiException {
        Map<String, Yaml> entries = mapping();
        for (Map.Entry<String, Yaml> entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw keyComplaint(
                        entry.getKey(), "unknown key: want one of " + String.join(", ", new TreeSet<>(known)));
            }
        }
        return entries;
    }

    /// A mapping with any keys, each once.
    Map<String, Yaml> mapping() throws IscsiException {
        if (!(node instanceof MappingNode mapping)) {
            throw complaint("want keys with values (KEY: VALUE)");
        }
        Map<String, Yaml> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw new Yaml(file, key, tuple.getKeyNode()).complaint("a key must be a word");
            }
            String path = key.isEmpty() ? name.getValue() : key + "." + name.getValue();
            if (entries.put(name.getValue(), new Yaml(file, path, tuple.getValueNode())) != null) {
                throw new Yaml(file, path, name).complaint("given twice: remove one");
            }
        }
        return entries;
    }

    List<Yaml> list() throws IscsiException {
        if (!(node instanceof SequenceNode sequence)) {
            throw complaint("want a list (lines that begin with -)");
        }
        List<Node> nodes = sequence.getValue();
        return java.util.stream.IntStream.range(0, nodes.size())
                .mapToObj(i -> new Yaml(file, key + "[" + i + "]", nodes.get(i)))
                .toList();
    }

    String text() throws IscsiException {
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw complaint("want a text");
        }
        return scalar.getValue().strip();
    }

    /// The text, read by something that says what it wants when it cannot.
    <T> T read(Function<String, T> reader) throws IscsiException {
        String text = text();
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw complaint(String.valueOf(e.getMessage()));
        }
    }

    /// The value of a key that this mapping cannot do without.
    Yaml required(Map<String, Yaml> keys, String name) throws IscsiException {
        Yaml value = keys.get(name);
        if (value == null) {
            throw complaint(name + " is missing");
        }
        return value;
    }

    boolean flag() throws IscsiException {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw complaint("want true or false, not \"" + text() + "\"");
        };
    }

    int integer(int least, int most) throws IscsiException {
        try {
            int value = Integer.parseInt(text());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw complaint("want a number from " + least + " to " + most + ", not \"" + text() + "\"");
        }
        throw complaint("want a number from " + least + " to " + most + ", not " + text());
    }

    double number() throws IscsiException {
        try {
            double value = Double.parseDouble(text());
            if (Double.isFinite(value) && value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw complaint("want a number, not \"" + text() + "\"");
        }
        throw complaint("want a number that is not negative, not " + text());
    }

    /// `500ms`, `60s`, `5m`, `1h`, `2d`; a bare number is seconds.
    Duration duration(Duration least, Duration most) throws IscsiException {
        Matcher matcher = DURATION.matcher(text());
        if (!matcher.matches()) {
            throw complaint("want a time as 500ms, 60s, 5m or 1h, not \"" + text() + "\"");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = Optional.ofNullable(matcher.group(2)).orElse("s");
        Duration value = switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofSeconds(amount);
        };
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw complaint("want a time from " + words(least) + " to " + words(most) + ", not " + text());
        }
        return value;
    }

    /// A complaint about this value.
    IscsiException complaint(String text) {
        return complaint(file, node.getStartMark(), key.isEmpty() ? text : key + ": " + text);
    }

    private IscsiException keyComplaint(String name, String text) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode found
                        && found.getValue().equals(name)) {
                    String path = key.isEmpty() ? name : key + "." + name;
                    return new Yaml(file, path, found).complaint(text);
                }
            }
        }
        return complaint(text);
    }

    private static IscsiException complaint(String file, Optional<Mark> mark, String text) {
        String place = mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                .orElse("");
        return new IscsiException(ErrorCode.INVAL, file + place + ": " + text);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String words(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSeconds() % 86_400 == 0 && !duration.isZero()
                ? duration.toDays() + "d"
                : duration.toSeconds() + "s";
    }
}
