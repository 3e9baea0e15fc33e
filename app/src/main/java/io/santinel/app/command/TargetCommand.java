package io.santinel.app.command;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.TargetAuthentication;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.LogicalUnit;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.NetworkEntity.Listen;
import io.santinel.iscsi.target.RamBackstore;
import io.santinel.iscsi.target.TargetNode;
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
import picocli.CommandLine.Option;

/// `santinel target`: an iSCSI target with disks in memory.
@Command(
        name = "target",
        description = "Runs an iSCSI target with disks in memory until SIGTERM or Ctrl-C, and prints one line for each "
                + "portal when it listens. --lun, --chap and --mutual belong to the --target before them.")
public final class TargetCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;
    private static final String FREE_PORT = ":0";

    @Option(
            names = "--portal",
            required = true,
            paramLabel = "HOST:PORT",
            description = "where to listen: 127.0.0.1:3260, [::1]:3260; port 0 is a free one; repeat it for more")
    private List<String> portals = new ArrayList<>();

    @ArgGroup(exclusive = false, multiplicity = "1..*")
    private List<Disks> targets = new ArrayList<>();

    /// The options of one target.
    static final class Disks {
        @Option(names = "--target", required = true, paramLabel = "IQN", description = "name of a target")
        private String name = "";

        @Option(
                names = "--lun",
                required = true,
                paramLabel = "ram:SIZE",
                description =
                        "a disk of it in memory, 1M to 64G, as ram:64M; they count from LUN 0; repeat it for more")
        private List<String> luns = new ArrayList<>();

        @Option(
                names = "--chap",
                paramLabel = "USER:@FILE",
                description = "who may log in, the secret in a file (default: anyone); repeat it for more")
        private List<String> chap = new ArrayList<>();

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
            System.err.println("santinel target: " + e.getMessage());
            return USAGE;
        } catch (IscsiException e) {
            System.err.println("santinel target: " + e.getMessage());
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

    /// Checks everything, then allocates and listens.
    ///
    /// @throws IllegalArgumentException when an option is wrong; the message names it
    NetworkEntity open() throws IscsiException {
        List<Listen> listens = portals.stream().map(TargetCommand::listen).toList();
        List<TargetNode> nodes = new ArrayList<>();
        for (Disks disks : targets) {
            nodes.add(node(disks));
        }
        return NetworkEntity.open(nodes, listens, Limits.DEFAULT);
    }

    private static Listen listen(String text) {
        boolean free = text.endsWith(FREE_PORT) && (text.startsWith("[") || text.indexOf(':') == text.length() - 2);
        Portal portal = Portal.parse(free ? text.substring(0, text.length() - FREE_PORT.length()) : text);
        return Listen.at(portal.host(), free ? 0 : portal.port());
    }

    private static TargetNode node(Disks disks) throws IscsiException {
        IscsiName name = new IscsiName(disks.name);
        Optional<TargetAuthentication> authentication = authentication(disks);
        List<LogicalUnit> units = new ArrayList<>();
        for (String lun : disks.luns) {
            int number = units.size();
            units.add(new LogicalUnit(number, Identity.of(name.text(), number), RamBackstore.parse(lun)));
        }
        return new TargetNode(name, units, authentication);
    }

    private static Optional<TargetAuthentication> authentication(Disks disks) {
        Map<String, Secret> accounts = new LinkedHashMap<>();
        for (String text : disks.chap) {
            Credentials account = SecretFile.account("--chap", text);
            accounts.put(account.name(), account.secret());
        }
        Optional<Credentials> own = Optional.ofNullable(disks.mutual).map(text -> SecretFile.account("--mutual", text));
        if (accounts.isEmpty() && own.isPresent()) {
            throw new IllegalArgumentException("--mutual needs --chap: the initiator has to prove itself first");
        }
        return accounts.isEmpty()
                ? Optional.empty()
                : Optional.of(new TargetAuthentication(accounts, own, false, List.of(ChapAlgorithm.MD5)));
    }
}
