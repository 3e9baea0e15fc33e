package io.santinel.iscsi.interop;

import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.util.List;

/// A target of some implementation, in a process. It has the targets `keys` (anyone), `chap` (alice must prove herself)
/// and `mutual` (alice, and the target too), each with a disk of at least [#MEBIBYTES].
interface Peer extends AutoCloseable {
    int MEBIBYTES = 64;
    String ALICE = "alice";
    String ALICE_SECRET = "alice-secret-12";
    String TARGET_USER = "tgtuser";
    String TARGET_SECRET = "target-secret-34";

    /// What people call it.
    String name();

    /// Of `keys`, `chap`, `mutual` or what else it has.
    IscsiName target(String name);

    Portal portal();

    Portal portal6();

    int lun();

    /// Sessions that it takes at a time, as many as are worth it.
    int parallel();

    /// CHAP algorithms that it has.
    List<ChapAlgorithm> algorithms();

    Daemon daemon();

    /// Kills the process and starts it anew with the same disks.
    void restart() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
