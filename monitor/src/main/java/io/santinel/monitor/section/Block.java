package io.santinel.monitor.section;

import io.santinel.host.model.Host;
import io.santinel.monitor.section.AgentOutput.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A bracketed header and its counters.
///
/// @param line of the header
/// @param hwAddress absent where the header says `<empty>` or `default`
/// @param name the target of a session, the initiator name of a host
/// @param portal with group tag, only where the header names it
/// @param iface only where the header names it
/// @param sid only where the header names it
record Block(
        int line,
        Optional<String> hwAddress,
        String name,
        Optional<String> portal,
        Optional<String> iface,
        Optional<Integer> sid,
        Map<String, Long> counters) {

    /// Blocks with at least one counter, in their order; the original plugin also prints empty ones.
    static List<Block> readAll(List<Line> lines, Section section, Problems problems) {
        List<Block> blocks = new ArrayList<>();
        Optional<Block> open = Optional.empty();
        for (Line line : lines) {
            try {
                if (line.word(0).startsWith("[")) {
                    open = Optional.empty();
                    open = Optional.of(header(line, section));
                    open.ifPresent(blocks::add);
                    limit(blocks, line);
                } else {
                    Map<String, Long> into = open.orElseThrow(() ->
                                    new MalformedReport(line.number(), "counter", "no readable header stands above it"))
                            .counters();
                    CounterLine.of(line).ifPresent(counter -> counter.into(line.number(), into));
                }
            } catch (MalformedReport e) {
                problems.add(section + ", " + e.getMessage());
            }
        }
        return blocks.stream().filter(block -> !block.counters.isEmpty()).toList();
    }

    Host toHost() {
        return new Host(
                Optional.empty(),
                "qla4xxx",
                Optional.empty(),
                hwAddress,
                Optional.empty(),
                Words.present(name),
                Collections.unmodifiableMap(counters));
    }

    private static void limit(List<Block> blocks, Line line) {
        if (blocks.size() > TextReport.MAX_SESSIONS) {
            throw new MalformedReport(
                    line.number(), "", "more than " + TextReport.MAX_SESSIONS + " blocks in one section");
        }
    }

    private static Block header(Line line, Section section) {
        String kind = section == Section.HOST_STATS ? "[host" : "[session";
        List<String> words = line.words();
        if (words.size() < 4 || !words.getFirst().equals(kind) || !words.get(1).equals("stats")) {
            throw new MalformedReport(line.number(), "header", "want \"" + kind + " stats MAC NAME]\"");
        }
        if (words.stream().anyMatch(Words::isBinary)) {
            throw new MalformedReport(line.number(), "header", "binary bytes in it");
        }
        return new Block(
                line.number(),
                Words.present(words.get(2)),
                closed(words.get(3)),
                words.size() > 4 ? Optional.of(closed(words.get(4))) : Optional.empty(),
                words.size() > 5 ? Optional.of(closed(words.get(5))) : Optional.empty(),
                words.size() > 6 ? number(closed(words.get(6))) : Optional.empty(),
                new LinkedHashMap<>());
    }

    private static String closed(String word) {
        return word.endsWith("]") && !word.startsWith("[") ? word.substring(0, word.length() - 1) : word;
    }

    private static Optional<Integer> number(String word) {
        try {
            return Optional.of(Integer.parseInt(word));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
