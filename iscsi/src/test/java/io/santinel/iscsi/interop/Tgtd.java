package io.santinel.iscsi.interop;

import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Debian's tgtd (package tgt). Of CHAP it knows MD5 alone by its registered number: it takes 7, SHA-256, for SHA-1.
final class Tgtd implements Peer {
    private static final String IQN = "iqn.2026-01.example.tgt:";
    private static final List<String> TARGETS = List.of("keys", "chap", "mutual", "small", "moved");

    private final Path work;
    private final String host;
    private final String control = String.valueOf(ThreadLocalRandom.current().nextInt(10_000, 30_000));
    private final int port = Daemon.freePort();
    private final int port6 = Daemon.freePort();
    private Daemon daemon;

    /// @param work directory for its disks and its log
    /// @param host address that it listens on
    Tgtd(Path work, String host) throws IOException, InterruptedException {
        this.work = work;
        this.host = host;
        for (String target : TARGETS) {
            Daemon.run("truncate", "-s", MEBIBYTES + "M", work.resolve(target).toString());
        }
        daemon = start();
        setUp();
    }

    private Daemon start() throws IOException, InterruptedException {
        return new Daemon(
                List.of("tgtd", "-f", "-C", control, "--iscsi", "portal=" + host + ":" + port),
                work.resolve("log"),
                portal());
    }

    private void setUp() throws IOException, InterruptedException {
        admin("portal", "new", "--param", "portal=[::1]:" + port6);
        admin("account", "new", "--user", ALICE, "--password", ALICE_SECRET);
        admin("account", "new", "--user", TARGET_USER, "--password", TARGET_SECRET);
        for (int tid = 1; tid <= TARGETS.size(); tid++) {
            String id = String.valueOf(tid);
            String name = TARGETS.get(tid - 1);
            admin("target", "new", "--tid", id, "-T", IQN + name);
            admin(
                    "logicalunit",
                    "new",
                    "--tid",
                    id,
                    "--lun",
                    "1",
                    "-b",
                    work.resolve(name).toString());
            admin("target", "bind", "--tid", id, "-I", "ALL");
            for (String value : parameters(name)) {
                parameter(id, value);
            }
        }
        admin("account", "bind", "--tid", "2", "--user", ALICE);
        admin("account", "bind", "--tid", "3", "--user", ALICE);
        admin("account", "bind", "--tid", "3", "--user", TARGET_USER, "--outgoing");
    }

    private static List<String> parameters(String target) {
        String segment = target.equals("small") ? "8192" : "262144";
        return List.of(
                "MaxRecvDataSegmentLength=" + segment,
                "FirstBurstLength=262144",
                "MaxBurstLength=1048576",
                "InitialR2T=No",
                "ImmediateData=Yes",
                "MaxOutstandingR2T=8",
                "DefaultTime2Wait=0",
                "HeaderDigest=None,CRC32C",
                "DataDigest=None,CRC32C");
    }

    private void parameter(String tid, String pair) throws IOException, InterruptedException {
        int equals = pair.indexOf('=');
        admin(
                "target",
                "update",
                "--tid",
                tid,
                "--name",
                pair.substring(0, equals),
                "--value",
                pair.substring(equals + 1));
    }

    private void admin(String mode, String operation, String... more) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("tgtadm", "-C", control, "--lld", "iscsi", "--mode", mode, "--op", operation));
        command.addAll(List.of(more));
        Daemon.run(command.toArray(String[]::new));
    }

    /// Sends logins to `moved` elsewhere, which has to be another address: tgtd does not look at ports.
    ///
    /// @param reason Temporary or Permanent
    void redirect(Portal to, String reason) throws IOException, InterruptedException {
        String tid = String.valueOf(TARGETS.indexOf("moved") + 1);
        parameter(tid, "RedirectAddress=" + to.host());
        parameter(tid, "RedirectPort=" + to.port());
        parameter(tid, "RedirectReason=" + reason);
    }

    @Override
    public String name() {
        return "tgtd";
    }

    @Override
    public IscsiName target(String name) {
        return new IscsiName(IQN + name);
    }

    @Override
    public Portal portal() {
        return new Portal(host, port);
    }

    @Override
    public Portal portal6() {
        return new Portal("::1", port6);
    }

    @Override
    public int lun() {
        return 1;
    }

    @Override
    public int parallel() {
        return 2;
    }

    @Override
    public List<ChapAlgorithm> algorithms() {
        return List.of(ChapAlgorithm.MD5);
    }

    @Override
    public Daemon daemon() {
        return daemon;
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        daemon.close();
        daemon = start();
        setUp();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
