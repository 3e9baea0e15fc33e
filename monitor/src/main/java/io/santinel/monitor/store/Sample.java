package io.santinel.monitor.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// One poll of one service, packed without loss ([Packed]).
final class Sample {
    /// Microseconds.
    final long at;
    /// Grows with each sample that the store takes.
    final long number;
    final Layout layout;
    private final byte[] packed;
    /// The coarser tiers on disk hold it.
    boolean folded;

    private Sample(long at, long number, Layout layout, byte[] packed) {
        this.at = at;
        this.number = number;
        this.layout = layout;
        this.packed = packed;
    }

    static Sample of(long at, long number, Layout layout, Map<String, Double> values) {
        List<String> names = layout.names();
        ByteBuffer out = ByteBuffer.allocate(5 + Packed.codesLength(names.size()) + 8 * names.size());
        Packed.putNumber(out, layout.id());
        int codes = out.position();
        out.position(codes + Packed.codesLength(names.size()));
        for (int i = 0; i < names.size(); i++) {
            Double value = values.get(names.get(i));
            if (value != null && Double.isFinite(value)) {
                Packed.putCode(out, codes, i, put(out, value));
            }
        }
        return new Sample(at, number, layout, Arrays.copyOf(out.array(), out.position()));
    }

    /// As the log holds it.
    static Sample read(long at, long number, byte[] packed, Names names) {
        return new Sample(at, number, names.layout(Packed.number(ByteBuffer.wrap(packed))), packed);
    }

    byte[] bytes() {
        return packed;
    }

    void addTo(Grid grid, long step) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        Packed.number(in);
        int columns = layout.names().size();
        int codes = in.position();
        in.position(codes + Packed.codesLength(columns));
        int[] target = grid.columns(layout);
        Grid.Row row = grid.row(step);
        for (int i = 0; i < columns; i++) {
            int code = Packed.code(in, codes, i);
            if (code != Packed.ABSENT) {
                double value = code == Packed.ZERO ? 0 : code == Packed.SHORT ? in.getFloat() : in.getDouble();
                row.add(target[i], value, value, value, 1);
            }
        }
    }

    private static int put(ByteBuffer out, double value) {
        if (value == 0) {
            return Packed.ZERO;
        }
        if ((float) value == value) {
            out.putFloat((float) value);
            return Packed.SHORT;
        }
        out.putDouble(value);
        return Packed.LONG;
    }
}
