package io.santinel.monitor.server;

import io.santinel.monitor.store.Point;
import io.santinel.monitor.store.SeriesStore;
import io.santinel.monitor.store.StateStore;
import io.santinel.monitor.store.StoredChange;
import io.santinel.monitor.store.StoredService;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stores as the monitor writes them: a store that fails is a trouble, and what the state store did not take waits
/// for the next write. Numbers that the series store did not take are a gap in the graph.
final class Ledger {
    /// Changes that wait for a state store that does not take them; beyond it the oldest are lost.
    static final int UNSAVED_CHANGES = 10_000;
    /// Problems of one report that are shown.
    static final int PROBLEMS_SHOWN = 20;

    static final String SERIES = "series";
    static final String STATE = "state";

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final SeriesStore series;
    private final StateStore states;
    private final ConcurrentSkipListMap<String, Trouble> troubles = new ConcurrentSkipListMap<>();
    private final Map<String, StoredService> unsavedServices = new LinkedHashMap<>();
    private final List<StoredChange> unsavedChanges = new ArrayList<>();

    Ledger(SeriesStore series, StateStore states) {
        this.series = series;
        this.states = states;
    }

    SeriesStore series() {
        return series;
    }

    StateStore states() {
        return states;
    }

    List<Trouble> troubles() {
        return List.copyOf(troubles.values());
    }

    void trouble(String place, Instant at, String text) {
        if (text.isEmpty()) {
            if (troubles.remove(place) != null) {
                LOG.info("{}: works again", place);
            }
            return;
        }
        Trouble before = troubles.get(place);
        if (before == null) {
            LOG.error("{}: {}", place, text);
        }
        troubles.put(place, new Trouble(before == null ? at : before.since(), place, text));
    }

    void append(List<Point> points, Instant at) {
        if (points.isEmpty()) {
            return;
        }
        try {
            series.append(points);
            trouble(SERIES, at, "");
        } catch (IOException e) {
            trouble(SERIES, at, "the series store does not take numbers, graphs have a gap: " + Lines.cause(e));
        }
    }

    void save(List<StoredService> services, List<StoredChange> changes, Instant at) {
        services.forEach(service -> unsavedServices.put(service.id(), service));
        unsavedChanges.addAll(changes);
        if (unsavedChanges.size() > UNSAVED_CHANGES) {
            unsavedChanges.subList(0, unsavedChanges.size() - UNSAVED_CHANGES).clear();
        }
        try {
            states.save(List.copyOf(unsavedServices.values()), List.copyOf(unsavedChanges));
            unsavedServices.clear();
            unsavedChanges.clear();
            trouble(STATE, at, "");
        } catch (IOException e) {
            trouble(STATE, at, "the state store does not take changes, a restart would lose them: " + Lines.cause(e));
        }
    }
}
