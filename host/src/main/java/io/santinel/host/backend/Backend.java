package io.santinel.host.backend;

import io.santinel.host.model.Host;
import io.santinel.host.model.Session;
import java.io.IOException;
import java.util.List;

/// Whoever knows the sessions and hosts of a machine: the kernel, an emulated adapter, our own initiator.
public interface Backend {
    List<Session> sessions() throws IOException;

    List<Host> hosts() throws IOException;
}
