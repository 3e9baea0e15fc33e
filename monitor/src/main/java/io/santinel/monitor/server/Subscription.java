package io.santinel.monitor.server;

/// The end of one who listens to changes; closing it is idempotent and quick.
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
