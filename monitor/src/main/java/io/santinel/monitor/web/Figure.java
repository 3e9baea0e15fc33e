package io.santinel.monitor.web;

import io.santinel.iscsi.counter.Counter;
import io.santinel.monitor.check.Metric;
import io.santinel.monitor.graph.Graph;
import io.santinel.monitor.graph.Line;
import io.santinel.monitor.server.Service;
import io.santinel.monitor.store.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// A graph as the page shows it: the curves that moved, with their numbers; what stood still is folded into a line.
///
/// @param zero counters that were 0 in the whole range
/// @param absent counters that this service does not have
/// @param alarm a counter of it is over its level
public record Figure(
        String id,
        String title,
        String unit,
        boolean bytes,
        boolean percentiles,
        boolean up,
        boolean down,
        List<Curve> curves,
        List<String> zero,
        List<String> absent,
        Optional<Mark> alarm) {

    /// One curve and its row in the legend. Numbers are of the range; `now` is the newest sample.
    ///
    /// @param sign 1 up, −1 down
    /// @param style class that carries the colour
    /// @param on metric whose value is the ground of this area, empty for the zero line
    public record Curve(
            String metric,
            String label,
            int sign,
            String style,
            boolean area,
            String on,
            boolean alarm,
            String now,
            String min,
            String avg,
            String p95,
            String max,
            String warn,
            String crit) {}

    static Figure of(Graph graph, Series series, Service service) {
        Map<String, Metric> metrics =
                service.metrics().stream().collect(Collectors.toMap(Metric::name, m -> m, (a, b) -> a));
        List<Curve> curves = new ArrayList<>();
        List<Curve> flat = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (Line line : graph.lines()) {
            Series.Values values = series.metrics().get(line.metric());
            Optional<Metric> metric = Optional.ofNullable(metrics.get(line.metric()));
            boolean alarm = metric.filter(Problems::over).isPresent();
            if (values == null || values.mean().stream().allMatch(v -> v.isNaN())) {
                absent.add(line.label());
            } else if (!alarm && values.max().stream().allMatch(v -> v.isNaN() || v == 0)) {
                flat.add(curve(graph, line, values, metric));
            } else {
                curves.add(curve(graph, line, values, metric));
            }
        }
        // Of a session's three graphs none is folded away: that no error came is what one wants to see.
        if (curves.isEmpty() && graph.id().startsWith("S")) {
            curves.addAll(flat);
            flat.clear();
        }
        List<String> zero = flat.stream().map(Curve::label).toList();
        boolean percentiles = curves.stream()
                .anyMatch(c -> graph.lines().stream()
                        .anyMatch(l ->
                                l.metric().equals(c.metric()) && l.percentile().isPresent()));
        return new Figure(
                graph.id(),
                graph.title(),
                graph.unit(),
                graph.bytes(),
                percentiles,
                curves.stream().anyMatch(c -> c.sign() > 0),
                curves.stream().anyMatch(c -> c.sign() < 0),
                List.copyOf(curves),
                zero,
                absent,
                curves.stream().anyMatch(Curve::alarm) ? Optional.of(Mark.of(service)) : Optional.empty());
    }

    private static Curve curve(Graph graph, Line line, Series.Values values, Optional<Metric> metric) {
        List<Double> mean = values.mean().stream().filter(v -> !v.isNaN()).toList();
        double min = numbers(values.min()).min().orElse(Double.NaN);
        double max = numbers(values.max()).max().orElse(Double.NaN);
        double average = numbers(values.mean()).average().orElse(Double.NaN);
        boolean bytes = graph.bytes();
        return new Curve(
                line.metric(),
                line.label(),
                line.direction() == Counter.Direction.IN ? 1 : -1,
                line.style(),
                area(graph, line),
                line.stackedOn().orElse(""),
                metric.filter(Problems::over).isPresent(),
                Words.number(mean.getLast(), bytes),
                Words.number(min, bytes),
                Words.number(average, bytes),
                Words.number(percentile(mean), bytes),
                Words.number(max, bytes),
                metric.map(m -> level(m.warn())).orElse(""),
                metric.map(m -> level(m.crit())).orElse(""));
    }

    private static DoubleStream numbers(List<Double> values) {
        return values.stream().mapToDouble(v -> v).filter(v -> !Double.isNaN(v));
    }

    /// Errors of a session are areas as the published two are.
    private static boolean area(Graph graph, Line line) {
        return line.shape() == Line.Shape.AREA || (graph.id().equals("S3") && line.kind() == Counter.Kind.ERROR);
    }

    /// Levels of 0 are off.
    private static String level(OptionalDouble level) {
        return level.isPresent() && level.getAsDouble() > 0 ? Double.toString(level.getAsDouble()) : "";
    }

    static double percentile(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.round(0.95 * (sorted.size() - 1)));
    }

    /// The fragment of the URL that points at it.
    public String anchor() {
        return id.toLowerCase(Locale.ROOT);
    }

    /// It has a curve.
    public boolean moving() {
        return !curves.isEmpty();
    }

    public String directions() {
        return up && down ? ", in ↑ out ↓" : down ? ", out ↓" : "";
    }

    public String still() {
        return zero.isEmpty() ? "no values" : Words.some(zero.size(), "counter") + ", 0 throughout";
    }
}
