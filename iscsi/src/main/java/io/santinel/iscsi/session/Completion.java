package io.santinel.iscsi.session;

import io.santinel.iscsi.IscsiException;

/// Is told once how a command ended, by one of the session's own threads: it must be quick and must not wait for
/// another command.
public interface Completion {
    /// The target answered, which may mean that it said no.
    void done(ScsiResult result);

    /// There was no answer and none is coming.
    void failed(IscsiException why);
}
