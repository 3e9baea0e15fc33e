package io.santinel.app.demo;

import io.santinel.host.backend.Backend;
import io.santinel.host.backend.InitiatorBackend;
import io.santinel.host.model.Iface;
import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.session.RecoveryTimes;
import io.santinel.iscsi.session.SessionTimes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One of the demo's machines: an initiator with one session to its target through each of its fabrics, and work on
/// every one of them.
public final class DemoMachine implements AutoCloseable {
    private static final RecoveryTimes USUAL = RecoveryTimes.DEFAULT;

    /// As a host with several paths to a disk is set up: I/O of a dead path fails soon.
    private static final SessionTimes TIMES = new SessionTimes(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            SessionTimes.DEFAULT.abort(),
            SessionTimes.DEFAULT.lunReset(),
            new RecoveryTimes(
                    Duration.ofSeconds(3),
                    USUAL.logout(),
                    Duration.ofSeconds(60),
                    USUAL.reopenMin(),
                    USUAL.reopenMax(),
                    Duration.ofMillis(500)));

    private final Plan plan;
    private final Initiator initiator;
    private final Backend backend;
    private final Workload workload;

    /// What a machine is to be.
    ///
    /// @param fabrics numbers of the array's portals
    /// @param digests its sessions protect headers and data with CRC32C
    /// @param commandsPerSecond together, over all its sessions
    public record Plan(String name, int target, List<Integer> fabrics, boolean digests, int commandsPerSecond) {
        static final List<Plan> ALL = List.of(
                new Plan("backup-01", 2, List.of(1, 2), true, 60),
                new Plan("db-01", 0, List.of(0, 1), false, 240),
                new Plan("vm-01", 1, List.of(0, 1), false, 120));

        IscsiName initiatorName() {
            return new IscsiName("iqn.2026-01.io.santinel.demo:" + name);
        }
    }

    private DemoMachine(Plan plan, Initiator initiator, Backend backend, Workload workload) {
        this.plan = plan;
        this.initiator = initiator;
        this.backend = backend;
        this.workload = workload;
    }

    /// All machines of the demo; their sessions log in as soon as they can.
    public static List<DemoMachine> all(DemoArray array) {
        return Plan.ALL.stream().map(plan -> start(plan, array)).toList();
    }

    private static DemoMachine start(Plan plan, DemoArray array) {
        Initiator initiator = new Initiator(plan.initiatorName(), new SecureRandom(), InstantSource.system());
        List<Iface> ifaces =
                plan.fabrics().stream().map(fabric -> iface(plan, fabric)).toList();
        InitiatorBackend backend = new InitiatorBackend(initiator, ifaces);
        List<IscsiSession> sessions = new ArrayList<>();
        for (int path = 0; path < ifaces.size(); path++) {
            int fabric = plan.fabrics().get(path);
            SessionRequest request = SessionRequest.of(DemoArray.TARGETS.get(plan.target()), array.portal(fabric))
                    .with(TIMES);
            if (plan.digests()) {
                request = request.with(Key.HEADER_DIGEST, "CRC32C").with(Key.DATA_DIGEST, "CRC32C");
            }
            sessions.add(backend.keep(request, ifaces.get(path)));
        }
        return new DemoMachine(plan, initiator, backend, Workload.start(plan, sessions));
    }

    private static Iface iface(Plan plan, int fabric) {
        return new Iface(
                "san-" + (char) ('a' + fabric),
                Optional.of(plan.initiatorName().text()),
                Optional.of("127.0.0.1"),
                Optional.empty(),
                Optional.of("lo"));
    }

    public String name() {
        return plan.name();
    }

    public Backend backend() {
        return backend;
    }

    @Override
    public void close() {
        workload.close();
        initiator.close();
    }
}
