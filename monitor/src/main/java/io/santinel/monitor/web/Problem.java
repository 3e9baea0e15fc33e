package io.santinel.monitor.web;

import java.time.Instant;
import java.util.List;

/// One cause that somebody has to look at, with everything that hangs on it.
///
/// @param id stable as long as the problem lasts, fit for an HTML id
/// @param what short: whom it hits, for a row of a list
/// @param sentence the cause and its worst consequence
/// @param evidence one line of what was seen
/// @param lost a target has no path left
/// @param services how many services are in it
/// @param link where the row leads
public record Problem(
        String id,
        Mark mark,
        String what,
        String detail,
        boolean replayed,
        String sentence,
        String evidence,
        Instant since,
        boolean lost,
        List<Hang> hangs,
        int more,
        List<Step> steps,
        int services,
        String link) {

    /// What hangs on a cause.
    ///
    /// @param lost it has no path left
    /// @param text how it is affected
    public record Hang(Mark mark, String name, String machine, String link, boolean lost, String text) {}

    /// A stable order of urgency: state, then a lost last path, then the newest.
    static int compare(Problem a, Problem b) {
        int byMark = a.mark.compareTo(b.mark);
        int byLoss = Boolean.compare(b.lost, a.lost);
        int byTime = b.since.compareTo(a.since);
        return byMark != 0 ? byMark : byLoss != 0 ? byLoss : byTime != 0 ? byTime : a.id.compareTo(b.id);
    }
}
