package io.santinel.iscsi.model;

import io.santinel.iscsi.name.Portal;
import java.io.IOException;

/// Where the blocks are.
public interface TargetUnderTest extends AutoCloseable {
    /// Where it listens now.
    Portal portal();

    /// Sends an Asynchronous Message, event 1, to whoever is logged in.
    void requestLogout() throws IOException;

    /// Ends without warning and comes back with what it had acknowledged.
    void kill() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
