package io.santinel.app.command;

import io.santinel.app.demo.DemoArray;
import io.santinel.app.demo.DemoFaults;
import io.santinel.app.demo.DemoMachine;
import io.santinel.app.demo.ReplayedAdapter;
import io.santinel.monitor.agent.BackendSource;
import io.santinel.monitor.agent.Source;
import io.santinel.monitor.alert.Notifier;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.check.Outcome;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Service;
import io.santinel.monitor.server.Watch;
import io.santinel.monitor.web.Settings;
import io.santinel.monitor.web.Web;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The whole demo, running until closed: array, machines, monitor, page.
final class Demo implements Closeable {
    static final Duration INTERVAL = Duration.ofSeconds(2);
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration FIRST_RATES = INTERVAL.plusMillis(500);

    private final Opened open;
    private final Web web;

    private Demo(Opened open, Web web) {
        this.open = open;
        this.web = web;
    }

    /// Starts everything, in the order of the line.
    ///
    /// @param data directory of the stores, which also remembers the portals' port
    /// @throws IOException when a port or a store cannot be had; what was started is closed again
    static Demo start(Path data, Settings settings, Optional<Notifier> notifier) throws IOException {
        Opened open = new Opened();
        try {
            InstantSource clock = InstantSource.system();
            DemoArray array = DemoArray.open(data);
            open.add(array::close);
            List<Watch> watches = new ArrayList<>();
            for (DemoMachine machine : DemoMachine.all(array)) {
                open.add(machine::close);
                watches.add(watch(machine.name(), new BackendSource("in-process initiator", machine.backend()), false));
            }
            watches.add(watch(ReplayedAdapter.NAME, ReplayedAdapter.source(), true));
            MonitorRun run = MonitorRun.start(data, watches, notifier, clock);
            open.add(run);
            awaitRates(run.fleet());
            Web web = Web.start(settings, run.fleet(), run.fleet().series(), Optional.of(new DemoFaults(array, clock)));
            open.add(web::close);
            return new Demo(open, web);
        } catch (IOException | RuntimeException e) {
            open.closeAfter(e);
            throw e;
        }
    }

    /// A rate needs two polls; the page opens when it has some to show, or after a while without.
    private static void awaitRates(Fleet fleet) {
        long end = System.nanoTime() + FIRST_RATES.toNanos();
        while (System.nanoTime() < end && !hasRates(fleet.services())) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean hasRates(List<Service> services) {
        return !services.isEmpty() && services.stream().noneMatch(service -> service.outcome() == Outcome.PENDING);
    }

    private static Watch watch(String name, Source source, boolean replayed) {
        return new Watch(name, source, replayed, INTERVAL, INTERVAL, GRACE, Levels.NONE);
    }

    /// The port of the page.
    int port() {
        return web.port();
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
