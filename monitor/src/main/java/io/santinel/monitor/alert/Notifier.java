package io.santinel.monitor.alert;

import io.santinel.monitor.store.StoredChange;
import java.io.IOException;

/// Who is told of changes.
public interface Notifier {
    /// Tells one change; it may take its time up to a deadline of its own.
    ///
    /// @throws IOException when it was not told, with one line that says why; it is tried again later
    void tell(StoredChange change) throws IOException, InterruptedException;
}
