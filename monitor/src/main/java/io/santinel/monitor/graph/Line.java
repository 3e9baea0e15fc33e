package io.santinel.monitor.graph;

import io.santinel.iscsi.counter.Counter;
import java.util.Locale;
import java.util.Optional;

/// One series of a graph.
///
/// @param metric name of the metric, which is the counter's
/// @param label words for the legend
/// @param kind an error is drawn so that it is seen
/// @param direction inwards goes up, outwards down
/// @param colour six hexadecimal digits, as published
/// @param stackedOn the metric whose value is this area's ground; absent for the zero line
/// @param percentile a horizontal line that the graph has for this series
public record Line(
        String metric,
        String label,
        Counter.Kind kind,
        Counter.Direction direction,
        String colour,
        Shape shape,
        Optional<String> stackedOn,
        Optional<Percentile> percentile) {
    public enum Shape {
        LINE,
        AREA
    }

    /// The value that so many percent of the series' steps do not exceed.
    ///
    /// @param colour as published
    public record Percentile(int percent, String colour) {}

    /// The class of [Graphs#stylesheet] that carries the colour.
    public String style() {
        return style(colour);
    }

    static String style(String colour) {
        return "s-" + colour.toLowerCase(Locale.ROOT);
    }
}
