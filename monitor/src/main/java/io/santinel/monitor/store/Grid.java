package io.santinel.monitor.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Minimum, maximum, sum and number of samples for each step and metric; the order in which they are added is nothing
/// to it, so late samples and rows of the same step from several places come together.
final class Grid {
    static final int UNWANTED = -1;

    private final Set<String> wanted;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> columnOf = new HashMap<>();
    private final Map<Layout, int[]> columnsOf = new HashMap<>();
    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private Row last = new Row();
    private long lastStep = Long.MIN_VALUE;

    /// @param wanted the metrics to keep; empty keeps all
    Grid(Collection<String> wanted) {
        this.wanted = Set.copyOf(wanted);
    }

    /// The grid's columns for those of a layout, in its order.
    int[] columns(Layout layout) {
        return columnsOf.computeIfAbsent(
                layout, l -> l.names().stream().mapToInt(this::column).toArray());
    }

    int column(String name) {
        if (!wanted.isEmpty() && !wanted.contains(name)) {
            return UNWANTED;
        }
        return columnOf.computeIfAbsent(name, n -> {
            names.add(n);
            return names.size() - 1;
        });
    }

    List<String> names() {
        return List.copyOf(names);
    }

    /// The row of a step, to add to; most are asked for several times in succession.
    Row row(long step) {
        if (step != lastStep) {
            last = rows.computeIfAbsent(step, s -> new Row());
            lastStep = step;
        }
        return last;
    }

    /// Steps that have a sample of a wanted metric, in order.
    SortedMap<Long, Row> rows() {
        rows.values().removeIf(Row::isEmpty);
        lastStep = Long.MIN_VALUE;
        return rows;
    }

    /// One step.
    static final class Row {
        private static final int WIDTH = 4;
        private static final int MIN = 0;
        private static final int MAX = 1;
        private static final int SUM = 2;
        private static final int COUNT = 3;

        private double[] cells = {};

        void add(int column, double min, double max, double mean, long count) {
            if (column == UNWANTED) {
                return;
            }
            int at = WIDTH * column;
            if (cells.length <= at) {
                cells = Arrays.copyOf(cells, Math.max(at + WIDTH, Math.min(2 * cells.length, at + 16 * WIDTH)));
            }
            boolean first = cells[at + COUNT] == 0;
            cells[at + MIN] = first ? min : Math.min(cells[at + MIN], min);
            cells[at + MAX] = first ? max : Math.max(cells[at + MAX], max);
            cells[at + SUM] += mean * count;
            cells[at + COUNT] += count;
        }

        boolean isEmpty() {
            return cells.length == 0;
        }

        long count(int column) {
            int at = WIDTH * column + COUNT;
            return at < cells.length ? (long) cells[at] : 0;
        }

        /// Only where there is a sample, as the next two.
        double min(int column) {
            return cells[WIDTH * column + MIN];
        }

        double max(int column) {
            return cells[WIDTH * column + MAX];
        }

        /// Never outside minimum and maximum, though sums are rounded.
        double mean(int column) {
            return Math.clamp(cells[WIDTH * column + SUM] / count(column), min(column), max(column));
        }
    }
}
