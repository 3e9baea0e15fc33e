package io.santinel.monitor.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// Service states and the history of their changes; a port, because PostgreSQL is the other implementation.
public interface StateStore extends AutoCloseable {
    List<StoredService> services() throws IOException;

    /// Writes the services and appends the changes of one poll in one transaction.
    void save(List<StoredService> services, List<StoredChange> changes) throws IOException;

    /// Newest first.
    ///
    /// @param limit at most so many
    List<StoredChange> history(Instant from, Instant to, int limit) throws IOException;

    /// Changes whose alarm was not yet handed over, oldest first: a kill between both loses none.
    List<StoredChange> unnotified() throws IOException;

    void notified(long number) throws IOException;

    /// The largest change number so far, 0 when there is none.
    long lastChange() throws IOException;

    @Override
    void close() throws IOException;
}
