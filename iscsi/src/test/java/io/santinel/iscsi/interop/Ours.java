package io.santinel.iscsi.interop;

import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `./santinel target`, on files.
final class Ours implements Peer {
    private static final String IQN = "iqn.2026-01.example.own:";

    private final Path work;
    private final int port = Daemon.freePort();
    private final int port6 = Daemon.freePort();
    private Daemon daemon;

    /// @param work directory for its disks, its secrets and its log
    Ours(Path work) throws IOException, InterruptedException {
        this.work = work;
        for (String target : List.of("keys", "chap", "mutual")) {
            Daemon.run("truncate", "-s", MEBIBYTES + "M", work.resolve(target).toString());
        }
        Files.writeString(work.resolve("alice.secret"), ALICE_SECRET);
        Files.writeString(work.resolve("target.secret"), TARGET_SECRET);
        daemon = start();
    }

    private Daemon start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("./santinel", "target", "--portal", "127.0.0.1:" + port, "--portal", "[::1]:" + port6));
        String chap = ALICE + ":@" + work.resolve("alice.secret");
        command.addAll(options("keys"));
        command.addAll(options("chap", "--chap", chap));
        command.addAll(
                options("mutual", "--chap", chap, "--mutual", TARGET_USER + ":@" + work.resolve("target.secret")));
        return new Daemon(command, work.resolve("log"), portal());
    }

    private List<String> options(String name, String... more) {
        List<String> options = new ArrayList<>(List.of("--target", IQN + name, "--lun", "file:" + work.resolve(name)));
        options.addAll(List.of(more));
        return options;
    }

    @Override
    public String name() {
        return "own target";
    }

    @Override
    public IscsiName target(String name) {
        return new IscsiName(IQN + name);
    }

    @Override
    public Portal portal() {
        return new Portal("127.0.0.1", port);
    }

    @Override
    public Portal portal6() {
        return new Portal("::1", port6);
    }

    @Override
    public int lun() {
        return 0;
    }

    @Override
    public int parallel() {
        return 2;
    }

    @Override
    public List<ChapAlgorithm> algorithms() {
        return List.of(ChapAlgorithm.values());
    }

    @Override
    public Daemon daemon() {
        return daemon;
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        daemon.close();
        daemon = start();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
