package io.santinel.monitor.graph;

import io.santinel.iscsi.counter.Counter;
import io.santinel.monitor.check.CheckType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The graphs of every check, derived from the counter tables: a counter's row says in which graph it is drawn, in
/// which direction and colour; here stand only the graphs' own titles and shapes.
public final class Graphs {
    private record Head(String title, String unit) {}

    private static final Map<String, Head> HEADS = Map.ofEntries(
            Map.entry("S1", new Head("Data transfer rate", "Bytes/s")),
            Map.entry("S2", new Head("Protocol Data Unit (PDU) rate", "PDU/s")),
            Map.entry("S3", new Head("Error rate", "Errors/s")),
            Map.entry("G1", new Head("MAC Frames", "Frames/s")),
            Map.entry("G2", new Head("Traffic Bytes", "Bytes/s")),
            Map.entry("G3", new Head("MAC Errors", "Frames/s")),
            Map.entry("G4", new Head("IP Packets and Fragments", "Packets/s")),
            Map.entry("G5", new Head("IP Errors", "Errors/s")),
            Map.entry("G6", new Head("TCP Segments", "Segments/s")),
            Map.entry("G7", new Head("TCP Errors", "Errors/s")),
            Map.entry("G8", new Head("ECC Error Correction", "Errors/s")),
            Map.entry("G9", new Head("iSCSI PDUs", "PDU/s")),
            Map.entry("G10", new Head("iSCSI Errors", "Errors/s")));

    /// Drawn as filled areas, as published; all others are lines.
    private static final List<String> AREAS = List.of("rxdata_octets", "txdata_octets", "digest_err", "timeout_err");

    private static final Map<String, String> GROUND = Map.of("timeout_err", "digest_err");

    private static final Map<String, Line.Percentile> PERCENTILES = Map.of(
            "rxdata_octets", new Line.Percentile(95, "008F00"),
            "txdata_octets", new Line.Percentile(95, "00008F"));

    private static final List<Graph> SESSION_GRAPHS = graphs(CheckType.SESSION_STATS.counters());
    private static final List<Graph> HOST_GRAPHS = graphs(CheckType.HOST_STATS.counters());

    private Graphs() {}

    /// The graphs of a check in the order of the page: 3 of a session's statistics, 10 of a host's, none of others.
    ///
    /// @param check with underscores or hyphens
    public static List<Graph> forCheck(String check) {
        return CheckType.named(check)
                .map(type -> switch (type) {
                    case SESSIONS -> List.<Graph>of();
                    case SESSION_STATS -> SESSION_GRAPHS;
                    case HOST_STATS -> HOST_GRAPHS;
                })
                .orElse(List.of());
    }

    /// The counters whose rates a check gives as metrics, in its order; what only some drivers count comes last.
    public static List<Counter> counters(String check) {
        return CheckType.named(check).map(CheckType::counters).orElse(List.of());
    }

    /// A class `.s-rrggbb` for each colour of the tables, legible on the light and on the dark panel.
    public static String stylesheet() {
        TreeSet<String> colours = new TreeSet<>();
        for (Graph graph :
                Stream.concat(SESSION_GRAPHS.stream(), HOST_GRAPHS.stream()).toList()) {
            for (Line line : graph.lines()) {
                colours.add(line.colour());
                line.percentile().ifPresent(p -> colours.add(p.colour()));
            }
        }
        StringBuilder css = new StringBuilder();
        for (String colour : colours) {
            css.append('.')
                    .append(Line.style(colour))
                    .append("{color:light-dark(")
                    .append(Colour.on(Colour.LIGHT_PANEL, colour))
                    .append(',')
                    .append(Colour.on(Colour.DARK_PANEL, colour))
                    .append(")}\n");
        }
        return css.toString();
    }

    private static List<Graph> graphs(List<Counter> counters) {
        Map<String, List<Line>> lines = new LinkedHashMap<>();
        for (Counter counter : counters) {
            lines.computeIfAbsent(counter.curve().graph(), id -> new ArrayList<>())
                    .add(line(counter));
        }
        return lines.entrySet().stream()
                .map(entry -> graph(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Graph graph(String id, List<Line> lines) {
        Head head = HEADS.get(id);
        if (head == null) {
            throw new IllegalStateException("graph " + id + " of the counter tables has no title");
        }
        return new Graph(id, head.title(), head.unit(), lines);
    }

    private static Line line(Counter counter) {
        return new Line(
                counter.name(),
                counter.label(),
                counter.kind(),
                counter.curve().direction(),
                counter.curve().colour(),
                AREAS.contains(counter.name()) ? Line.Shape.AREA : Line.Shape.LINE,
                Optional.ofNullable(GROUND.get(counter.name())),
                Optional.ofNullable(PERCENTILES.get(counter.name())));
    }
}
