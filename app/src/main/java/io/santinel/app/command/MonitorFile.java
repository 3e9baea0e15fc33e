package io.santinel.app.command;

import io.santinel.iscsi.IscsiException;
import io.santinel.monitor.agent.ExecSource;
import io.santinel.monitor.agent.FileSource;
import io.santinel.monitor.agent.Source;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.server.ServiceId;
import io.santinel.monitor.server.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the configuration file of `santinel monitor` (`docs/operate.md` describes it, `examples/monitor.yaml` shows
/// it). A key that nobody knows is an error: a misspelt level would never alarm.
final class MonitorFile {
    static final int DEFAULT_PORT = 8490;

    private static final int MOST_MACHINES = 2_000;
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(60);
    private static final Duration USUAL_GRACE = Duration.ofSeconds(30);
    private static final Duration LONGEST_USUAL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration USUAL_NOTIFY_TIMEOUT = Duration.ofSeconds(30);

    private static final Set<String> TOP = Set.of(
            "machines",
            "interval",
            "timeout",
            "grace",
            "levels",
            "host",
            "port",
            "notify_exec",
            "notify_timeout",
            "password_file");
    private static final Set<String> MACHINE =
            Set.of("name", "source", "replayed", "interval", "timeout", "grace", "levels", "max_age");

    private MonitorFile() {}

    /// What machines have that do not say otherwise.
    private record Usual(Duration interval, Optional<Duration> timeout, Duration grace, Levels levels) {}

    /// Reads the file.
    ///
    /// @throws IscsiException with one line naming file, line, column, key and remedy
    static MonitorConfiguration read(Path file) throws IscsiException {
        return parse(file.toString(), Yaml.content(file, "examples/monitor.yaml"));
    }

    static MonitorConfiguration parse(String file, String text) throws IscsiException {
        Yaml root = Yaml.parse(file, text, "machines:");
        Map<String, Yaml> top = root.mapping(TOP);
        Usual usual = usual(top, new Usual(USUAL_INTERVAL, Optional.empty(), USUAL_GRACE, Levels.NONE));
        Yaml machines = top.get("machines");
        if (machines == null) {
            throw root.complaint("machines: is missing: want a list of machines, each with name and source");
        }
        return new MonitorConfiguration(
                watches(machines, usual),
                top.containsKey("host") ? top.get("host").text() : "127.0.0.1",
                top.containsKey("port") ? top.get("port").integer(0, 65_535) : DEFAULT_PORT,
                optionalText(top, "notify_exec"),
                duration(top, "notify_timeout", SHORTEST_INTERVAL, USUAL_NOTIFY_TIMEOUT),
                optionalText(top, "password_file").map(Path::of),
                usual.interval());
    }

    private static List<Watch> watches(Yaml machines, Usual usual) throws IscsiException {
        List<Yaml> list = machines.list();
        if (list.isEmpty() || list.size() > MOST_MACHINES) {
            throw machines.complaint("want 1 to " + MOST_MACHINES + " machines, here are " + list.size());
        }
        Set<String> names = new HashSet<>();
        List<Watch> watches = new ArrayList<>();
        for (Yaml machine : list) {
            Watch watch = watch(machine, usual);
            if (!names.add(watch.name())) {
                throw machine.complaint("a second machine is named " + watch.name() + ": names must differ");
            }
            watches.add(watch);
        }
        return watches;
    }

    private static Watch watch(Yaml machine, Usual usual) throws IscsiException {
        Map<String, Yaml> keys = machine.mapping(MACHINE);
        Yaml name = required(machine, keys, "name");
        if (!ServiceId.MACHINE.matcher(name.text()).matches()) {
            throw name.complaint("want 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or "
                    + "digit, not \"" + name.text() + "\"");
        }
        Usual own = usual(keys, usual);
        Duration timeout = own.timeout().orElse(shorter(own.interval(), LONGEST_USUAL_TIMEOUT));
        Source source = source(required(machine, keys, "source"), Optional.ofNullable(keys.get("max_age")), timeout);
        boolean replayed = keys.containsKey("replayed") && keys.get("replayed").flag();
        return new Watch(name.text(), source, replayed, own.interval(), timeout, own.grace(), own.levels());
    }

    private static Source source(Yaml source, Optional<Yaml> maxAge, Duration timeout) throws IscsiException {
        String text = source.text();
        if (text.startsWith("file:") && text.length() > 5) {
            Optional<Duration> age = maxAge.isPresent()
                    ? Optional.of(maxAge.get().duration(SHORTEST_INTERVAL, Duration.ofDays(400)))
                    : Optional.empty();
            return new FileSource(Path.of(text.substring(5).strip()), age);
        }
        if (maxAge.isPresent()) {
            throw maxAge.get().complaint("only a file: source has an age");
        }
        if (text.startsWith("exec:") && text.length() > 5) {
            return new ExecSource(text.substring(5).strip(), timeout);
        }
        throw source.complaint("want \"file: PATH\" or \"exec: COMMAND\", not \"" + text + "\"");
    }

    private static Usual usual(Map<String, Yaml> keys, Usual before) throws IscsiException {
        Duration interval = duration(keys, "interval", SHORTEST_INTERVAL, before.interval());
        Optional<Duration> timeout = keys.containsKey("timeout")
                ? Optional.of(keys.get("timeout").duration(SHORTEST_INTERVAL, DAY))
                : before.timeout();
        Duration grace = duration(keys, "grace", Duration.ZERO, before.grace());
        Levels levels =
                keys.containsKey("levels") ? LevelKeys.over(before.levels(), keys.get("levels")) : before.levels();
        return new Usual(interval, timeout, grace, levels);
    }

    private static Duration duration(Map<String, Yaml> keys, String key, Duration least, Duration otherwise)
            throws IscsiException {
        Yaml value = keys.get(key);
        return value == null ? otherwise : value.duration(least, DAY);
    }

    private static Optional<String> optionalText(Map<String, Yaml> keys, String key) throws IscsiException {
        Yaml value = keys.get(key);
        return value == null ? Optional.empty() : Optional.of(value.text());
    }

    private static Yaml required(Yaml machine, Map<String, Yaml> keys, String key) throws IscsiException {
        Yaml value = keys.get(key);
        if (value == null) {
            throw machine.complaint(key + " is missing: each machine has name and source");
        }
        return value;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
