package io.santinel.monitor.graph;

import java.util.List;

/// What one graph of a service shows.
///
/// @param id G1–G10 of a host, S1–S3 of a session
/// @param unit of the vertical axis
public record Graph(String id, String title, String unit, List<Line> lines) {
    private static final String BYTES = "Bytes/s";

    public Graph {
        lines = List.copyOf(lines);
    }

    /// Its numbers are bytes, which are written on base 1024.
    public boolean bytes() {
        return unit.equals(BYTES);
    }
}
