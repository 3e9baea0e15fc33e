package io.santinel.monitor.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Numbers over time; a port, because a remote store is the other implementation.
public interface SeriesStore extends AutoCloseable {
    /// Takes the numbers of one poll; they are on disk when it returns (at most 5 s may be lost to a kill).
    void append(List<Point> points) throws IOException;

    /// One service's numbers in `[from, to)` at the finest tier that gives 300–1,500 steps or that still holds the
    /// range.
    ///
    /// @param metrics names wanted; empty means all
    Series read(String serviceId, Instant from, Instant to, Collection<String> metrics) throws IOException;

    @Override
    void close() throws IOException;
}
