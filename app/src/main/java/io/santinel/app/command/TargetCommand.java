package io.santinel.app.command;

import io.santinel.app.command.TargetConfiguration.Node;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.target.FileBackstore;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.NetworkEntity.Listen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `santinel target`: an iSCSI target with disks in memory, files and block devices.
@Command(
        name = "target",
        description =
                "Runs an iSCSI target with disks in memory, in files or on block devices until SIGTERM or Ctrl-C, "
                        + "and prints one line for each portal when it listens. --lun, --chap and --mutual belong to the "
                        + "--target before them. --config has it all from a file, and more.")
public final class TargetCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;
    private static final String FREE_PORT = ":0";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--portal",
            paramLabel = "HOST:PORT",
            description = "where to listen: 127.0.0.1:3260, [::1]:3260; port 0 is a free one; repeat it for more")
    private List<String> portals = new ArrayList<>();

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<Disks> targets = new ArrayList<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "portals, targets and all about them instead of the other options (YAML, see docs/target.md)")
    private @Nullable Path config;

    /// The options of one target. Lists without a value at first: picocli hands such a value on from group to group.
    static final class Disks {
        @Option(names = "--target", required = true, paramLabel = "IQN", description = "name of a target")
        private String name = "";

        @Option(
                names = "--lun",
                required = true,
                paramLabel = "ram:SIZE|file:PATH",
                description = "a disk of it: memory, 1M to 64G, as ram:64M, or a file or block device, whose size is "
                        + "the disk's; they count from LUN 0; repeat it for more")
        private @Nullable List<String> luns;

        @Option(
                names = "--chap",
                paramLabel = "USER:@FILE",
                description = "who may log in, the secret in a file (default: anyone); repeat it for more")
        private @Nullable List<String> chap;

        @Option(
                names = "--mutual",
                paramLabel = "USER:@FILE",
                description = "what the target proves itself with to those who ask (mutual CHAP)")
        private @Nullable String mutual;
    }

    @Override
    public Integer call() throws InterruptedException {
        NetworkEntity entity;
        try {
            entity = open();
        } catch (IllegalArgumentException e) {
            complain(e);
            return USAGE;
        } catch (IscsiException e) {
            complain(e);
            return FAILURE;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            entity.close();
            stopped.countDown();
        }));
        entity.portals()
                .forEach(portal ->
                        System.out.println("listening on " + portal.address() + "," + portal.portalGroupTag()));
        stopped.await();
        return OK;
    }

    private void complain(Exception why) {
        spec.commandLine().getErr().println("santinel target: " + why.getMessage());
    }

    /// Checks everything, then takes hold of the media and listens.
    ///
    /// @throws IllegalArgumentException when an option is wrong; the message names it
    NetworkEntity open() throws IscsiException {
        Path file = config;
        if (file != null) {
            if (!portals.isEmpty() || !targets.isEmpty()) {
                throw new IllegalArgumentException("--config stands alone: portals and targets are in the file");
            }
            return TargetFile.read(file).open();
        }
        if (portals.isEmpty() || targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "want --portal, --target and --lun, or --config; see ./santinel help target");
        }
        List<Listen> listens = portals.stream().map(text -> listen(text, 1)).toList();
        List<Node> nodes = targets.stream().map(TargetCommand::node).toList();
        return new TargetConfiguration(listens, nodes, Limits.DEFAULT, Optional.empty()).open();
    }

    /// A portal as `HOST:PORT`, where port 0 stands for a free one.
    static Listen listen(String text, int portalGroupTag) {
        boolean free = text.endsWith(FREE_PORT) && (text.startsWith("[") || text.indexOf(':') == text.length() - 2);
        Portal portal = Portal.parse(free ? text.substring(0, text.length() - FREE_PORT.length()) : text);
        return new Listen(portal.host(), free ? 0 : portal.port(), portalGroupTag);
    }

    private static Node node(Disks disks) {
        List<Medium> units = given(disks.luns).stream()
                .map(lun -> Medium.parse(lun, FileBackstore.BLOCK_SIZE, false))
                .toList();
        return new Node(new IscsiName(disks.name), units, authentication(disks));
    }

    private static List<String> given(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }

    private static Optional<TargetAuthentication> authentication(Disks disks) {
        Map<String, Secret> accounts = new LinkedHashMap<>();
        for (String text : given(disks.chap)) {
            Credentials account = SecretFile.account("--chap", text);
            accounts.put(account.name(), account.secret());
        }
        Optional<Credentials> own = Optional.ofNullable(disks.mutual).map(text -> SecretFile.account("--mutual", text));
        if (accounts.isEmpty() && own.isPresent()) {
            throw new IllegalArgumentException("--mutual needs --chap: the initiator has to prove itself first");
        }
        return accounts.isEmpty()
                ? Optional.empty()
                : Optional.of(new TargetAuthentication(accounts, own, false, List.of(ChapAlgorithm.values())));
    }
}
