package io.santinel.monitor.web;

import io.santinel.monitor.server.Change;
import io.santinel.monitor.server.Fleet;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Changes that match, newest first, read page by page as the store gives them.
final class History {
    private static final int PAGE = 1000;
    /// So many changes are looked through for one answer.
    private static final int MOST_READ = 20_000;

    private History() {}

    static List<Change> read(Fleet fleet, Query.Range range, int limit, Predicate<Change> wanted) throws IOException {
        List<Change> found = new ArrayList<>();
        Instant end = range.to();
        long below = Long.MAX_VALUE;
        for (int seen = 0; seen < MOST_READ && found.size() < limit; ) {
            List<Change> page = fleet.history(range.from(), end, PAGE);
            for (Change change : page) {
                if (change.number() < below && wanted.test(change) && found.size() < limit) {
                    found.add(change);
                }
            }
            seen += page.size();
            if (page.size() < PAGE || page.getLast().number() >= below) {
                break;
            }
            below = page.getLast().number();
            // The end is left out of the range: one step later, so that equal times are not lost.
            end = page.getLast().at().plusNanos(1000);
        }
        return List.copyOf(found);
    }
}
