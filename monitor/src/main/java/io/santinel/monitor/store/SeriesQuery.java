package io.santinel.monitor.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads one service's numbers out of a snapshot.
final class SeriesQuery {
    private final Names names;
    private final int service;
    private final long from;
    private final long to;
    private final Collection<String> metrics;

    SeriesQuery(Names names, int service, long from, long to, Collection<String> metrics) {
        this.names = names;
        this.service = service;
        this.from = from;
        this.to = to;
        this.metrics = metrics;
    }

    /// Numbers at the poll's own times, or on a grid of steps where those are too many.
    Series samples(List<Sample> samples, long step) {
        Grid grid = new Grid(metrics);
        long unit = Math.max(1, step);
        long first = Math.ceilDiv(from, unit);
        for (Sample sample : samples) {
            long at = Math.floorDiv(sample.at, unit);
            if (at >= first && at * unit < to) {
                sample.addTo(grid, at);
            }
        }
        return step == 0
                ? series(grid, "poll", 1, Math.max(Micros.SECOND, usual(grid)))
                : series(grid, "poll", step, step);
    }

    /// Numbers of a coarser tier.
    ///
    /// @param step a multiple of the tier's
    Series rows(SeriesFile.Snapshot<Tail.Memory> snapshot, Tier tier, long step) throws SQLException {
        Grid grid = grid(snapshot, tier, step);
        // Polls that are rarer than the step would leave a hole at every other one.
        long factor = usual(grid);
        if (factor > 1) {
            return series(grid(snapshot, tier, factor * step), tier.label, factor * step, factor * step);
        }
        return series(grid, tier.label, step, step);
    }

    private Grid grid(SeriesFile.Snapshot<Tail.Memory> snapshot, Tier tier, long step) throws SQLException {
        long factor = step / tier.step;
        long first = Math.ceilDiv(from, step);
        long last = Math.ceilDiv(to, step);
        if (first >= last) {
            first = Math.floorDiv(from, step);
            last = first + 1;
        }
        Grid grid = new Grid(metrics);
        read(snapshot, tier, grid, new Rows.Window(first * factor, last * factor, factor));
        for (Sample sample : snapshot.memory().unfolded()) {
            long at = Math.floorDiv(sample.at, step);
            if (at >= first && at < last) {
                sample.addTo(grid, at);
            }
        }
        return grid;
    }

    private void read(SeriesFile.Snapshot<Tail.Memory> snapshot, Tier tier, Grid grid, Rows.Window window)
            throws SQLException {
        long begin = window.from() * tier.step;
        long end = window.to() * tier.step;
        for (String table : snapshot.tables()) {
            Optional<Long> bucket = tier.bucketNamed(table);
            if (bucket.isEmpty()) {
                continue;
            }
            long start = bucket.get() * tier.bucket;
            if (start >= end || start + tier.bucket <= begin) {
                continue;
            }
            long first = start / tier.step;
            if (Tier.isSealed(table)) {
                snapshot.value(table, service).ifPresent(v -> Rows.addTo(grid, v.rows(), names, first, window));
                continue;
            }
            long behind = Math.min(end, start + tier.bucket);
            long at = Math.floorDiv(Math.max(begin, start), tier.block) * tier.block;
            for (; at < behind; at += tier.block) {
                snapshot.value(table, SeriesFile.key(tier, at, service))
                        .ifPresent(v -> Rows.addTo(grid, v.rows(), names, first, window));
            }
        }
    }

    private static Series series(Grid grid, String label, long unit, long step) {
        SortedMap<Long, Grid.Row> rows = grid.rows();
        List<Instant> times =
                rows.keySet().stream().map(s -> Micros.instant(s * unit)).toList();
        Map<String, Series.Values> metrics = new TreeMap<>();
        for (String name : grid.names()) {
            int column = grid.column(name);
            if (rows.values().stream().anyMatch(row -> row.count(column) > 0)) {
                metrics.put(name, values(rows.values(), column));
            }
        }
        return new Series(Micros.duration(step), label, times, metrics);
    }

    private static Series.Values values(Collection<Grid.Row> rows, int column) {
        List<Double> min = new ArrayList<>(rows.size());
        List<Double> max = new ArrayList<>(rows.size());
        List<Double> mean = new ArrayList<>(rows.size());
        for (Grid.Row row : rows) {
            boolean present = row.count(column) > 0;
            min.add(present ? row.min(column) : Double.NaN);
            max.add(present ? row.max(column) : Double.NaN);
            mean.add(present ? row.mean(column) : Double.NaN);
        }
        return new Series.Values(min, max, mean);
    }

    /// The median distance of neighbours; 0 when there are too few to tell.
    private static long usual(Grid grid) {
        List<Long> steps = List.copyOf(grid.rows().keySet());
        if (steps.size() < 3) {
            return steps.size() < 2 ? 0 : steps.getLast() - steps.getFirst();
        }
        long[] distances = new long[steps.size() - 1];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = steps.get(i + 1) - steps.get(i);
        }
        Arrays.sort(distances);
        return distances[distances.length / 2];
    }
}
