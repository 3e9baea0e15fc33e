package io.santinel.app.command;

import io.santinel.monitor.alert.Alarms;
import io.santinel.monitor.alert.Notifier;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Monitor;
import io.santinel.monitor.server.Watch;
import io.santinel.monitor.store.SeriesStore;
import io.santinel.monitor.store.SqliteSeriesStore;
import io.santinel.monitor.store.SqliteStateStore;
import io.santinel.monitor.store.StateStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A monitor with its stores and its notifier, as the command and the demo run it: opened in the order of the line,
/// closed the other way round.
final class MonitorRun implements Closeable {
    private final Fleet fleet;
    private final Opened open;

    private MonitorRun(Fleet fleet, Opened open) {
        this.fleet = fleet;
        this.open = open;
    }

    /// Opens the stores in `data` and begins to poll.
    ///
    /// @throws IOException when a store cannot be opened; nothing is left open then
    static MonitorRun start(Path data, List<Watch> watches, Optional<Notifier> notifier, InstantSource clock)
            throws IOException {
        Opened open = new Opened();
        try {
            return new MonitorRun(begin(data, watches, notifier, clock, open), open);
        } catch (IOException | RuntimeException e) {
            open.closeAfter(e);
            throw e;
        }
    }

    Fleet fleet() {
        return fleet;
    }

    @Override
    public void close() throws IOException {
        open.close();
    }

    private static Fleet begin(
            Path data, List<Watch> watches, Optional<Notifier> notifier, InstantSource clock, Opened open)
            throws IOException {
        SeriesStore series = SqliteSeriesStore.open(data);
        open.add(series::close);
        StateStore states = SqliteStateStore.open(data);
        open.add(states::close);
        AtomicReference<Optional<Fleet>> told = new AtomicReference<>(Optional.empty());
        Optional<Alarms> alarms = Optional.empty();
        if (notifier.isPresent()) {
            Alarms started = Alarms.start(
                    notifier.get(),
                    states,
                    clock,
                    Alarms.Pauses.USUAL,
                    text -> told.get().ifPresent(known -> known.trouble("notifier", clock.instant(), text)));
            open.add(started::close);
            alarms = Optional.of(started);
        }
        Fleet fleet = Fleet.open(series, states, alarms.map(all -> all::offer));
        told.set(Optional.of(fleet));
        Monitor monitor = Monitor.start(fleet, watches, clock);
        open.add(monitor::close);
        return fleet;
    }
}
