package io.santinel.monitor.web;

import io.santinel.host.counter.HostCounters;
import io.santinel.host.model.Host;
import io.santinel.host.model.Iface;
import io.santinel.host.model.Session;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.counter.Counter;
import io.santinel.iscsi.counter.SessionCounters;
import io.santinel.iscsi.name.Portal;
import io.santinel.monitor.check.CheckType;
import io.santinel.monitor.check.Discovered;
import io.santinel.monitor.check.Discovery;
import io.santinel.monitor.check.Evaluation;
import io.santinel.monitor.check.FixedChecks;
import io.santinel.monitor.check.Level;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.Memory;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.ServiceId;
import io.santinel.monitor.store.SeriesStore;
import io.santinel.monitor.store.SqliteSeriesStore;
import io.santinel.monitor.store.SqliteStateStore;
import io.santinel.monitor.store.StateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A fleet with real stores and real checks, whose machines are made up: two databases on two portals each, one backup
/// on one portal, one adapter that is replayed. Portals close and open as a test wants; time is what a test says.
final class LivingFleet implements AutoCloseable, Fault.Panel {
    static final String PASSWORD = "correct horse";
    static final String FIRST = "127.0.1.1:3260";
    static final String SECOND = "127.0.1.2:3260";

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String IQN = "iqn.2026-01.io.santinel.demo:";

    private final SeriesStore series;
    private final StateStore states;
    private final Fleet fleet;
    private final Map<String, List<Discovered>> discovered = new HashMap<>();
    private final Map<String, Memory> memory = new HashMap<>();
    private final Map<String, Map<String, Double>> counters = new HashMap<>();
    private final Map<String, Instant> turned = new HashMap<>();
    private final Set<String> closed = new HashSet<>();
    private final Map<String, String> wrong = new HashMap<>();
    private final Map<String, Fault.Action> asked = new HashMap<>();
    private final Random random = new Random(7);
    private final Levels levels = new Levels(
            Map.of(CheckType.SESSION_STATS, Map.of("eh_abort_cnt", new Level(0.2, 2), "digest_err", new Level(1, 10))));
    private Instant last;

    LivingFleet(Path directory, Instant start) throws IOException {
        series = SqliteSeriesStore.open(directory);
        states = SqliteStateStore.open(directory);
        fleet = Fleet.open(series, states, Optional.empty());
        last = start;
        fleet.watch("db-01", "in-process initiator", false);
        fleet.watch("db-02", "in-process initiator", false);
        fleet.watch("backup-01", "in-process initiator", false);
        fleet.watch("hba-01", "replays the published adapter samples", true);
    }

    Fleet fleet() {
        return fleet;
    }

    SeriesStore series() {
        return series;
    }

    Web serve(int port) throws IOException {
        Settings settings = new Settings(
                "127.0.0.1",
                port,
                "admin",
                Secret.of(PASSWORD.getBytes(StandardCharsets.UTF_8)),
                Duration.ofSeconds(2),
                "iSCSI sessions of the test",
                "The password stands in the test.");
        return Web.start(settings, fleet, series, Optional.of(this));
    }

    String status(String machine, String iface, String portal, String target) {
        return ServiceId.of(machine, Subject.STATUS, iface + " / " + portal + " / " + IQN + target);
    }

    String statistics(String machine, String iface, String portal, String target) {
        return ServiceId.of(machine, Subject.SESSION_STATS, iface + " / " + portal + " / " + IQN + target);
    }

    String host() {
        return ServiceId.of(
                "hba-01", Subject.HOST_STATS, "f8:ca:b8:7d:c1:7d iqn.2000-04.com.qlogic:isp8214.000e1e3574ac.4");
    }

    /// Every machine answers once.
    synchronized void poll(Instant at) {
        double seconds = Duration.between(last, at).toMillis() / 1000.0;
        last = at;
        judge("db-01", at, sessions("db-01", List.of("pgdata", "pgwal"), seconds), List.of());
        judge("db-02", at, sessions("db-02", List.of("replica"), seconds), List.of());
        judge("backup-01", at, List.of(session("backup-01", "san-b", SECOND, "daily", seconds, 4e5)), List.of());
        judge("hba-01", at, List.of(), List.of(adapter(seconds)));
    }

    /// Polls over a stretch of the past.
    void live(Instant from, Instant to, Duration step) {
        for (Instant at = from; !at.isAfter(to); at = at.plus(step)) {
            poll(at);
        }
    }

    void silent(String machine, Instant at, String why) {
        fleet.silent(machine, at, why);
    }

    private void judge(String machine, Instant at, List<Session> sessions, List<Host> hosts) {
        Report report = new Report(sessions, hosts, List.of());
        Set<Discovered> all = new LinkedHashSet<>(discovered.getOrDefault(machine, List.of()));
        all.addAll(Discovery.discover(report));
        discovered.put(machine, List.copyOf(all));
        Evaluation evaluation = FixedChecks.evaluate(
                List.copyOf(all), report, at, memory.getOrDefault(machine, Memory.EMPTY), levels, GRACE);
        memory.put(machine, evaluation.next());
        fleet.answered(
                machine, at, report, evaluation.results(), evaluation.next().troubleSince());
    }

    private List<Session> sessions(String machine, List<String> targets, double seconds) {
        List<Session> sessions = new ArrayList<>();
        for (String target : targets) {
            sessions.add(session(machine, "san-a", FIRST, target, seconds, 3.2e7));
            sessions.add(session(machine, "san-b", SECOND, target, seconds, 8e6));
        }
        return sessions;
    }

    private Session session(
            String machine, String iface, String portal, String target, double seconds, double octetsPerSecond) {
        boolean up = !closed.contains(portal);
        String key = machine + " " + iface + " " + target;
        Map<String, Long> values = new LinkedHashMap<>();
        for (Counter counter : SessionCounters.ALL.counters()) {
            values.put(
                    counter.name(),
                    up
                            ? grown(key, counter.name(), seconds * rate(counter.name(), octetsPerSecond))
                            : kept(key, counter.name()));
        }
        double aborts = up && !iface.equals("san-b") && random.nextInt(40) == 0 ? 1 : 0; // san-b never has an error
        values.put("eh_abort_cnt", grown(key, "eh_abort_cnt", aborts));
        return new Session(
                Optional.of(1 + Math.floorMod(key.hashCode(), 40)),
                "tcp",
                Optional.of(false),
                IQN + target,
                portal + ",1",
                portal + ",1",
                new Iface(
                        iface,
                        Optional.of(IQN + machine),
                        Optional.of("127.0.2.1"),
                        Optional.empty(),
                        Optional.of("lo")),
                up ? "LOGGED_IN" : "FAILED",
                Optional.of(up ? "LOGGED IN" : "TRANSPORT WAIT"),
                Optional.of(up ? "NO CHANGE" : "REOPEN"),
                Optional.ofNullable(turned.get(portal)),
                up ? Optional.empty() : Optional.of("1011, connection refused by " + portal),
                values);
    }

    private static double rate(String counter, double octets) {
        return switch (counter) {
            case "rxdata_octets" -> octets;
            case "txdata_octets" -> octets / 3.5;
            case "scsicmd_pdus", "scsirsp_pdus" -> octets / 26_000;
            case "datain_pdus" -> octets / 39_000;
            case "dataout_pdus" -> octets / 80_000;
            case "r2t_pdus" -> octets / 170_000;
            case "noptx_pdus", "noprx_pdus" -> 0.2;
            default -> 0;
        };
    }

    private Host adapter(double seconds) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (Counter counter : HostCounters.ALL.counters()) {
            double rate = switch (counter.kind()) {
                case BYTES -> counter.name().startsWith("ipv6") ? 0 : 3e7;
                case TRAFFIC ->
                    counter.name().startsWith("ipv6") || counter.name().contains("fragment") ? 0 : 9000;
                case ERROR, ERROR_LIKE -> counter.name().equals("tcp_duplicate_ack_retx") ? 3 : 0;
            };
            values.put(counter.name(), grown("hba-01", counter.name(), seconds * rate));
        }
        return new Host(
                Optional.of(4),
                "qla4xxx",
                Optional.of("10.0.3.50"),
                Optional.of("f8:ca:b8:7d:c1:7d"),
                Optional.empty(),
                Optional.of("iqn.2000-04.com.qlogic:isp8214.000e1e3574ac.4"),
                values);
    }

    private long grown(String object, String counter, double by) {
        Map<String, Double> of = counters.computeIfAbsent(object, o -> new HashMap<>());
        double swing =
                0.75 + 0.25 * Math.sin(last.getEpochSecond() / 97.0 + counter.hashCode()) + 0.1 * random.nextDouble();
        return of.merge(counter, by < 2 ? by : by * swing, Double::sum).longValue();
    }

    private long kept(String object, String counter) {
        return counters.computeIfAbsent(object, o -> new HashMap<>())
                .getOrDefault(counter, 0.0)
                .longValue();
    }

    @Override
    public synchronized List<Fault> list() {
        return List.of(fault("p1", FIRST, 3), fault("p2", SECOND, 4));
    }

    private Fault fault(String id, String portal, int sessions) {
        boolean shut = closed.contains(portal);
        return new Fault(
                id,
                portal,
                shut,
                Optional.ofNullable(wrong.get(portal)),
                turned.getOrDefault(portal, last),
                shut ? 0 : sessions);
    }

    /// What was last asked of a portal.
    synchronized Optional<Fault.Action> asked(String portal) {
        return Optional.ofNullable(asked.get(portal));
    }

    @Override
    public synchronized boolean apply(String id, Fault.Action action) {
        String portal = Map.of("p1", FIRST, "p2", SECOND).get(id);
        if (portal == null) {
            return false;
        }
        asked.put(portal, action);
        turned.put(portal, last);
        switch (action) {
            case Fault.Action.Close _ -> closed.add(portal);
            case Fault.Action.Open _ -> {
                closed.remove(portal);
                wrong.remove(portal);
            }
            case Fault.Action.RefuseLogin(int statusClass, int detail) ->
                wrong.put(portal, "refuses logins with 0" + statusClass + "0" + detail);
            case Fault.Action.Redirect(Portal to, var _) -> wrong.put(portal, "redirects logins to " + to);
            case Fault.Action.StaySilent _ -> wrong.put(portal, "answers nothing");
            case Fault.Action.SpoilDigest _, Fault.Action.RequestLogout _, Fault.Action.Drop _ -> {
                // What happens once leaves nothing behind.
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        series.close();
        states.close();
    }

    /// Serves the page over a living fleet until it is killed: for looking at it while working on it.
    public static void main(String[] args) throws Exception {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 8491;
        Path directory = Files.createTempDirectory("living");
        Instant now = Instant.now();
        try (LivingFleet living = new LivingFleet(directory, now.minusSeconds(1200));
                Web web = living.serve(port)) {
            living.live(now.minusSeconds(1200), now, Duration.ofSeconds(5));
            System.err.println("http://127.0.0.1:" + web.port() + " admin / " + PASSWORD);
            CountDownLatch never = new CountDownLatch(1);
            while (!never.await(2, TimeUnit.SECONDS)) {
                living.poll(Instant.now());
            }
        }
    }
}
