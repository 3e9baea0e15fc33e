package io.santinel.iscsi.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Processes of one implementation, each with disks of its own.
record Peers(List<Peer> all) implements AutoCloseable {
    /// For a target that takes its logins one by one, and its time.
    private static final int ISTGT_COPIES = 32;

    /// @param peer tgtd, istgt or ours
    static Peers start(String peer, Path work) throws IOException, InterruptedException {
        List<Peer> all = new ArrayList<>();
        try {
            switch (peer) {
                case "tgtd" -> all.add(new Tgtd(work, "127.0.0.1"));
                case "istgt" -> {
                    for (int copy = 0; copy < ISTGT_COPIES; copy++) {
                        all.add(new Istgt(Files.createDirectory(work.resolve(String.valueOf(copy)))));
                    }
                }
                default -> all.add(new Ours(work));
            }
        } catch (IOException e) {
            new Peers(all).close();
            throw e;
        }
        return new Peers(all);
    }

    @Override
    public void close() throws IOException {
        for (Peer peer : all) {
            peer.close();
        }
    }
}
