package io.santinel.monitor.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/// Rows of a coarser tier as bytes ([Packed]), and back into a grid.
final class Rows {
    private static final int MOST_NUMBER = 10;

    private Rows() {}

    /// Which steps a reader wants, and how many rows of the tier make one of his.
    ///
    /// @param from first row's step, counted from 1970
    /// @param to step behind the last row
    /// @param factor rows to a step
    record Window(long from, long to, long factor) {
        static final Window ALL = new Window(Long.MIN_VALUE, Long.MAX_VALUE, 1);
    }

    /// Packs the whole grid.
    ///
    /// @param first the bucket's first step
    static byte[] pack(Grid grid, Names names, long first) {
        List<String> sorted = new ArrayList<>(grid.names());
        sorted.sort(null);
        Layout layout = names.layout(sorted);
        int[] columns = grid.columns(layout);
        int most = 4 * MOST_NUMBER + Packed.codesLength(columns.length) + columns.length * (12 + MOST_NUMBER);
        SortedMap<Long, Grid.Row> rows = grid.rows();
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(most, rows.size()));
        rows.forEach((step, row) -> {
            Packed.putNumber(out, step - first);
            Packed.putNumber(out, layout.id());
            packRow(out, row, columns);
        });
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void packRow(ByteBuffer out, Grid.Row row, int[] columns) {
        long most = 0;
        long least = Long.MAX_VALUE;
        for (int column : columns) {
            long count = row.count(column);
            if (count > 0) {
                most = Math.max(most, count);
                least = Math.min(least, count);
            }
        }
        boolean uneven = least != most;
        Packed.putNumber(out, (most << 1) | (uneven ? 1 : 0));
        int codes = out.position();
        out.position(codes + Packed.codesLength(columns.length));
        for (int i = 0; i < columns.length; i++) {
            if (row.count(columns[i]) > 0) {
                Packed.putCode(out, codes, i, packCell(out, row, columns[i]));
                if (uneven) {
                    Packed.putNumber(out, row.count(columns[i]));
                }
            }
        }
    }

    private static int packCell(ByteBuffer out, Grid.Row row, int column) {
        float min = Packed.narrow(row.min(column));
        float max = Packed.narrow(row.max(column));
        if (min == max) {
            if (min == 0) {
                return Packed.ZERO;
            }
            out.putFloat(min);
            return Packed.SHORT;
        }
        out.putFloat(min).putFloat(max).putFloat(Packed.narrow(row.mean(column)));
        return Packed.LONG;
    }

    /// Adds the rows inside the window.
    ///
    /// @param first the bucket's first step
    static void addTo(Grid grid, byte[] rows, Names names, long first, Window window) {
        ByteBuffer in = ByteBuffer.wrap(rows);
        while (in.hasRemaining()) {
            long step = first + Packed.number(in);
            Layout layout = names.layout(Packed.number(in));
            long samples = Packed.number(in);
            boolean inside = step >= window.from() && step < window.to();
            addRow(grid, in, layout, samples, inside, Math.floorDiv(step, window.factor()));
        }
    }

    private static void addRow(Grid grid, ByteBuffer in, Layout layout, long samples, boolean inside, long step) {
        int columns = layout.names().size();
        int codes = in.position();
        in.position(codes + Packed.codesLength(columns));
        int[] target = grid.columns(layout);
        boolean uneven = (samples & 1) != 0;
        Grid.Row row = inside ? grid.row(step) : new Grid.Row();
        for (int i = 0; i < columns; i++) {
            int code = Packed.code(in, codes, i);
            if (code == Packed.ABSENT) {
                continue;
            }
            float min = code == Packed.ZERO ? 0 : in.getFloat();
            float max = code == Packed.LONG ? in.getFloat() : min;
            float mean = code == Packed.LONG ? in.getFloat() : min;
            long count = uneven ? Packed.number(in) : samples >> 1;
            row.add(target[i], min, max, mean, count);
        }
    }
}
