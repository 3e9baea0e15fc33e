package io.santinel.app.command;

import io.santinel.app.command.TargetConfiguration.Node;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.target.FileBackstore;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.NetworkEntity.Listen;
import io.santinel.iscsi.target.Redirect;
import io.santinel.iscsi.target.TargetNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the configuration file of `santinel target` (`docs/target.md` describes it, `examples/target.yaml` shows it).
/// A key that nobody knows is an error: a misspelt list of initiators would let everybody in.
final class TargetFile {
    private static final int MOST_PORTALS = 256;
    private static final int MOST_TARGETS = 1024;
    private static final int MOST_INITIATORS = 1024;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Set<String> TOP = Set.of("portals", "targets", "discovery", "limits");
    private static final Set<String> PORTAL = Set.of("listen", "group", "redirect");
    private static final Set<String> TARGET = Set.of("name", "luns", "chap", "groups", "initiators", "redirect");
    private static final Set<String> LUN = Set.of("ram", "file", "block_size", "read_only");
    private static final Set<String> REDIRECT = Set.of("to", "permanent");
    private static final Set<String> LIMITS =
            Set.of("connections", "sessions", "commands", "login_timeout", "ping_after", "ping_timeout");

    private TargetFile() {}

    /// Reads the file.
    ///
    /// @throws IscsiException with one line naming file, line, column, key and remedy
    static TargetConfiguration read(Path file) throws IscsiException {
        return parse(file.toString(), Yaml.content(file, "examples/target.yaml"));
    }

    static TargetConfiguration parse(String file, String text) throws IscsiException {
        Yaml root = Yaml.parse(file, text, "portals: and targets:");
        Map<String, Yaml> top = root.mapping(TOP);
        List<Listen> portals = new ArrayList<>();
        for (Yaml portal : list(root.required(top, "portals"), MOST_PORTALS, "portals")) {
            portals.add(portal(portal));
        }
        List<Node> nodes = new ArrayList<>();
        Set<IscsiName> names = new HashSet<>();
        for (Yaml target : list(root.required(top, "targets"), MOST_TARGETS, "targets")) {
            Node node = node(target, portals);
            if (!names.add(node.name())) {
                throw target.complaint("a second target is named " + node.name() + ": names must differ");
            }
            nodes.add(node);
        }
        Yaml discovery = top.get("discovery");
        return new TargetConfiguration(
                portals,
                nodes,
                limits(top.get("limits")),
                discovery == null ? Optional.empty() : Optional.of(ChapKeys.read(discovery)));
    }

    private static List<Yaml> list(Yaml value, int most, String what) throws IscsiException {
        List<Yaml> list = value.list();
        if (list.isEmpty() || list.size() > most) {
            throw value.complaint("want 1 to " + most + " " + what + ", here are " + list.size());
        }
        return list;
    }

    private static Listen portal(Yaml portal) throws IscsiException {
        Map<String, Yaml> keys = portal.mapping(PORTAL);
        Yaml group = keys.get("group");
        int tag = group == null ? 1 : group.integer(1, 0xffff);
        Listen listen = portal.required(keys, "listen").read(text -> TargetCommand.listen(text, tag));
        Optional<Redirect> redirect = redirect(keys.get("redirect"));
        return redirect.map(listen::withRedirect).orElse(listen);
    }

    private static Node node(Yaml target, List<Listen> portals) throws IscsiException {
        Map<String, Yaml> keys = target.mapping(TARGET);
        IscsiName name = target.required(keys, "name").read(IscsiName::new);
        List<Medium> units = new ArrayList<>();
        for (Yaml lun : list(target.required(keys, "luns"), TargetNode.MAX_UNITS, "LUNs")) {
            units.add(medium(lun));
        }
        Yaml chap = keys.get("chap");
        return new Node(
                name,
                units,
                chap == null ? Optional.empty() : Optional.of(ChapKeys.read(chap)),
                groups(keys.get("groups"), portals),
                initiators(keys.get("initiators")),
                redirect(keys.get("redirect")));
    }

    private static Medium medium(Yaml lun) throws IscsiException {
        Map<String, Yaml> keys = lun.mapping(LUN);
        int blockSize = keys.containsKey("block_size")
                ? keys.get("block_size").read(TargetFile::blockSize)
                : FileBackstore.BLOCK_SIZE;
        boolean readOnly =
                keys.containsKey("read_only") && keys.get("read_only").flag();
        Yaml ram = keys.get("ram");
        Yaml file = keys.get("file");
        if (ram != null && file == null) {
            return ram.read(size -> Medium.parse(Medium.RAM + size, blockSize, readOnly));
        }
        if (file != null && ram == null) {
            return file.read(path -> Medium.parse(Medium.FILE + path, blockSize, readOnly));
        }
        throw lun.complaint("want either ram: SIZE or file: PATH");
    }

    private static int blockSize(String text) {
        return switch (text) {
            case "512" -> FileBackstore.BLOCK_SIZE;
            case "4096" -> FileBackstore.LARGE_BLOCK_SIZE;
            default -> throw new IllegalArgumentException("want 512 or 4096, not \"" + text + "\"");
        };
    }

    private static Set<Integer> groups(@Nullable Yaml value, List<Listen> portals) throws IscsiException {
        Set<Integer> groups = new HashSet<>();
        if (value != null) {
            for (Yaml group : list(value, MOST_PORTALS, "portal groups")) {
                int tag = group.integer(1, 0xffff);
                if (portals.stream().noneMatch(portal -> portal.portalGroupTag() == tag)) {
                    throw group.complaint("no portal is in group " + tag);
                }
                groups.add(tag);
            }
        }
        return groups;
    }

    private static Set<IscsiName> initiators(@Nullable Yaml value) throws IscsiException {
        Set<IscsiName> names = new HashSet<>();
        if (value != null) {
            for (Yaml name : list(value, MOST_INITIATORS, "initiators")) {
                names.add(name.read(IscsiName::new));
            }
        }
        return names;
    }

    private static Optional<Redirect> redirect(@Nullable Yaml value) throws IscsiException {
        if (value == null) {
            return Optional.empty();
        }
        Map<String, Yaml> keys = value.mapping(REDIRECT);
        boolean permanent =
                keys.containsKey("permanent") && keys.get("permanent").flag();
        return Optional.of(new Redirect(value.required(keys, "to").read(Portal::parse), permanent));
    }

    private static Limits limits(@Nullable Yaml value) throws IscsiException {
        if (value == null) {
            return Limits.DEFAULT;
        }
        Map<String, Yaml> keys = value.mapping(LIMITS);
        Limits usual = Limits.DEFAULT;
        return usual.withCounts(
                        count(keys, "connections", usual.connections()),
                        count(keys, "sessions", usual.sessions()),
                        count(keys, "commands", usual.commands()))
                .withLoginTimeout(time(keys, "login_timeout", usual.loginTimeout()))
                .withPing(time(keys, "ping_after", usual.pingAfter()), time(keys, "ping_timeout", usual.pingTimeout()));
    }

    private static int count(Map<String, Yaml> keys, String key, int otherwise) throws IscsiException {
        Yaml value = keys.get(key);
        return value == null ? otherwise : value.integer(1, 0xffff);
    }

    private static Duration time(Map<String, Yaml> keys, String key, Duration otherwise) throws IscsiException {
        Yaml value = keys.get(key);
        return value == null ? otherwise : value.duration(SHORTEST, LONGEST);
    }
}
