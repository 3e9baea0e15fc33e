package io.santinel.iscsi.session;

import io.santinel.iscsi.IscsiException;

/// Is told once how a command ended, by one of the session's own threads: it must be quick and must not wait for
/// another command.
public interface Completion {
    /// Tells nobody.
    Completion NONE = new Completion() {
        @Override
        public void done(ScsiResult result) {}

        @Override
        public void failed(IscsiException why) {}
    };

    /// The target answered, which may mean that it said no.
    void done(ScsiResult result);

    /// There was no answer and none is coming.
    void failed(IscsiException why);
}
