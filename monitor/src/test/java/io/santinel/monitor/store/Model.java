package io.santinel.monitor.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/// What a store must answer, found by looking at every point again.
final class Model {
    private final List<Point> points = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    void append(Collection<Point> batch) {
        for (Point point : batch) {
            if (seen.add(point.serviceId() + point.at())) {
                points.add(point);
            }
        }
    }

    Instant newest() {
        return points.stream().map(Point::at).max(Instant::compareTo).orElse(Instant.EPOCH);
    }

    /// The answer in the steps that the store chose.
    Map<Instant, Map<String, double[]>> steps(String service, Instant from, Instant to, Series chosen) {
        long step = chosen.tier().equals("poll") ? 1 : Micros.of(Instant.EPOCH.plus(chosen.step()));
        Map<Instant, Map<String, List<Double>>> samples = new TreeMap<>();
        for (Point point : points) {
            Instant begin = Micros.instant(Math.floorDiv(Micros.of(point.at()), step) * step);
            if (point.serviceId().equals(service) && !begin.isBefore(from) && begin.isBefore(to)) {
                point.values()
                        .forEach((name, value) -> samples.computeIfAbsent(begin, b -> new TreeMap<>())
                                .computeIfAbsent(name, n -> new ArrayList<>())
                                .add(value));
            }
        }
        Map<Instant, Map<String, double[]>> steps = new TreeMap<>();
        samples.forEach((begin, metrics) -> {
            Map<String, double[]> row = new TreeMap<>();
            metrics.forEach((name, values) -> row.put(name, summary(values)));
            steps.put(begin, row);
        });
        return steps;
    }

    Set<String> services() {
        Set<String> services = new TreeSet<>();
        points.forEach(point -> services.add(point.serviceId()));
        return services;
    }

    private static double[] summary(List<Double> values) {
        var summary = values.stream().flatMapToDouble(DoubleStream::of).summaryStatistics();
        return new double[] {summary.getMin(), summary.getMax(), summary.getAverage()};
    }
}
