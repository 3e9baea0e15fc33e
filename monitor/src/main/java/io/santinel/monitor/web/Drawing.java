package io.santinel.monitor.web;

import io.javalin.http.Context;
import io.santinel.monitor.graph.Graphs;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Service;
import io.santinel.monitor.store.Series;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The graphs of a service over a range.
///
/// @param of id of the service that has the numbers: a status shows its session's statistics
/// @param live the range ends now and moves on
/// @param from as the URL has it
/// @param rangeInWords the range and its step
/// @param moving graphs with a curve
/// @param still graphs in which nothing moved
/// @param events changes of state in the range, for the script
/// @param downs when its session was down, for the script
/// @param silent its last report when it is stale, for the script
/// @param empty there is no sample in the range at all
public record Drawing(
        String of,
        Optional<Span> span,
        boolean live,
        String from,
        String to,
        Instant begin,
        Instant end,
        String rangeInWords,
        List<Figure> moving,
        List<Figure> still,
        String events,
        String downs,
        String silent,
        boolean empty) {

    static Drawing of(Context ctx, Service asked, Snapshot now, Fleet fleet) throws IOException {
        Service service = asked.check().equals(Subject.STATUS)
                ? now.sibling(asked, Subject.SESSION_STATS).orElse(asked)
                : asked;
        String from = Query.text(ctx.queryParam("from")).orElse(Span.QUARTER.from());
        String to = Query.text(ctx.queryParam("to")).orElse("now");
        Query.Range range = Query.range(from, to, Span.QUARTER.length(), now.now());
        Series series = fleet.series().read(service.id(), range.from(), range.to(), List.of());
        List<Figure> figures = Graphs.forCheck(service.check()).stream()
                .map(graph -> Figure.of(graph, series, service))
                .toList();
        Past past = Past.of(fleet, asked, now, range);
        boolean live = to.equals("now") || !range.to().isBefore(now.now());
        return new Drawing(
                service.id(),
                live ? Span.named(from) : Optional.empty(),
                live,
                from,
                to,
                range.from(),
                range.to(),
                words(range, series),
                figures.stream().filter(Figure::moving).toList(),
                figures.stream().filter(f -> !f.moving()).toList(),
                past.eventsText(),
                past.downsText(),
                past.silentText(),
                series.times().isEmpty());
    }

    private static String words(Query.Range range, Series series) {
        boolean days = range.span().compareTo(Duration.ofHours(20)) > 0;
        String begin = days ? Words.clock(range.from(), Instant.EPOCH) : Words.clock(range.from());
        String end = days ? Words.clock(range.to(), Instant.EPOCH) : Words.clock(range.to());
        String step = step(series.step());
        boolean coarse = !series.tier().equals("poll");
        return begin + " – " + end + " UTC" + (coarse ? ", minimum to maximum of " + step : ", every " + step);
    }

    private static String step(Duration step) {
        // Polls come a few milliseconds early or late.
        long s = Math.max(1, Math.round(step.toMillis() / 1000.0));
        return s % 3600 == 0 ? s / 3600 + " h" : s % 60 == 0 ? s / 60 + " min" : s + " s";
    }
}
