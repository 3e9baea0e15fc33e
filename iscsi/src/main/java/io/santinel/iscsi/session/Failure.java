package io.santinel.iscsi.session;

import io.santinel.iscsi.IscsiException;

/// A command that failed, to be told when the lock of the [DataPath] is free.
record Failure(Completion completion, IscsiException why) {
    void tell() {
        completion.failed(why);
    }
}
