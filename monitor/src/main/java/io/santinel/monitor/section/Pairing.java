package io.santinel.monitor.section;

import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds out which session a block of counters speaks of.
///
/// Headers with underscores name portal and interface. The original plugin names hardware address and target only,
/// so there the address is looked for in the interface name, and what is left is paired in order when there are as many
/// blocks as rows. Otherwise nobody can tell, and a guess would let rates jump between two sessions' counters: such
/// blocks are left out and named.
final class Pairing {
    private final List<Session> sessions;
    private final boolean[] paired;
    private final Problems problems;
    private final Map<String, List<Integer>> byTarget = new HashMap<>();
    private final Map<String, List<Integer>> byAddress = new HashMap<>();
    private final Map<String, Deque<Integer>> byPortal = new HashMap<>();

    private Pairing(List<Session> rows, Problems problems) {
        this.sessions = new ArrayList<>(rows);
        this.paired = new boolean[rows.size()];
        this.problems = problems;
        for (int i = 0; i < rows.size(); i++) {
            Session row = rows.get(i);
            int index = i;
            append(byTarget, row.target(), i);
            row.iface().hwAddress().ifPresent(address -> append(byAddress, key(row.target(), address), index));
            byPortal.computeIfAbsent(
                            key(
                                    row.target(),
                                    row.persistentPortal(),
                                    row.iface().name()),
                            absent -> new ArrayDeque<>())
                    .add(i);
        }
    }

    static List<Session> pair(List<Session> rows, List<Block> blocks, Problems problems) {
        Pairing pairing = new Pairing(rows, problems);
        Map<String, List<Block>> unnamed = new LinkedHashMap<>();
        for (Block block : blocks) {
            if (block.portal().isPresent() && block.iface().isPresent()) {
                pairing.exactly(
                        block,
                        key(block.name(), block.portal().get(), block.iface().get()));
            } else {
                append(unnamed, block.name(), block);
            }
        }
        unnamed.forEach(pairing::byAddress);
        return pairing.sessions;
    }

    private void exactly(Block block, String key) {
        Optional.ofNullable(byPortal.get(key))
                .flatMap(rows -> Optional.ofNullable(rows.poll()))
                .ifPresentOrElse(
                        row -> join(row, block),
                        () -> problems.add(place(block) + "no row of " + Words.quoted(block.name()) + " through "
                                + Words.quoted(block.portal().orElse(""))));
    }

    private void byAddress(String target, List<Block> blocks) {
        Map<String, List<Block>> addressed = new LinkedHashMap<>();
        List<Block> rest = new ArrayList<>();
        for (Block block : blocks) {
            block.hwAddress()
                    .map(address -> key(target, address))
                    .filter(byAddress::containsKey)
                    .ifPresentOrElse(key -> append(addressed, key, block), () -> rest.add(block));
        }
        addressed.forEach((key, group) -> inOrder(target, left(byAddress.getOrDefault(key, List.of())), group));
        if (!rest.isEmpty()) {
            inOrder(target, left(byTarget.getOrDefault(target, List.of())), rest);
        }
    }

    private void inOrder(String target, List<Integer> rows, List<Block> blocks) {
        if (rows.size() != blocks.size()) {
            problems.add(place(blocks.getFirst()) + blocks.size() + " block(s) for " + rows.size() + " session(s) of "
                    + Words.quoted(target) + ": nothing tells whose they are");
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            join(rows.get(i), blocks.get(i));
        }
    }

    /// The adapter's own sessions are not among them: iscsiadm has no counters of those.
    private List<Integer> left(List<Integer> rows) {
        return rows.stream()
                .filter(row -> !paired[row] && !sessions.get(row).transport().equals("qla4xxx"))
                .toList();
    }

    /// No word of a row has a blank.
    private static String key(String... words) {
        return String.join(" ", words).toLowerCase(Locale.ROOT);
    }

    private static <T> void append(Map<String, List<T>> lists, String key, T element) {
        lists.computeIfAbsent(key, absent -> new ArrayList<>()).add(element);
    }

    private void join(int row, Block block) {
        Session session = sessions.get(row);
        Iface iface = session.iface();
        paired[row] = true;
        sessions.set(
                row,
                new Session(
                        block.sid(),
                        session.transport(),
                        session.flash(),
                        session.target(),
                        session.currentPortal(),
                        session.persistentPortal(),
                        new Iface(
                                iface.name(),
                                iface.initiatorName(),
                                iface.ipAddress(),
                                block.hwAddress().or(iface::hwAddress),
                                iface.netdev()),
                        session.state(),
                        session.connectionState(),
                        session.internalState(),
                        session.since(),
                        session.lastError(),
                        Collections.unmodifiableMap(block.counters())));
    }

    private static String place(Block block) {
        return Section.SESSION_STATS + ", line " + block.line() + ", header: ";
    }
}
