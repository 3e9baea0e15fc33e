package io.santinel.monitor.web;

import static io.santinel.monitor.web.Route.Parameter.path;
import static io.santinel.monitor.web.Route.Parameter.query;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.santinel.monitor.server.Change;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Service;
import io.santinel.monitor.store.SeriesStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.ObjectMapper;

/// The JSON API: what it answers, as one table of routes.
final class Api {
    static final String ROOT = "/api/v1";
    static final String DOCUMENT = "/api/openapi.json";

    private static final Duration USUAL_SERIES = Duration.ofMinutes(15);
    private static final Duration USUAL_HISTORY = Duration.ofDays(400);
    private static final int USUAL_ROWS = 200;
    private static final int MOST_METRICS = 128;

    private final Fleet fleet;
    private final SeriesStore series;
    private final Optional<Fault.Panel> panel;
    private final InstantSource clock;
    private final ObjectMapper mapper;

    Api(Fleet fleet, SeriesStore series, Optional<Fault.Panel> panel, InstantSource clock, ObjectMapper mapper) {
        this.fleet = fleet;
        this.series = series;
        this.panel = panel;
        this.clock = clock;
        this.mapper = mapper;
    }

    /// All routes but the stream of events, which the server adds.
    List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                read(
                        "/machines",
                        "Monitored machines, by name.",
                        List.of(),
                        Bodies.Machines.class,
                        Set.of(),
                        this::machines),
                read(
                        "/services",
                        "Services with what was last said of them.",
                        List.of(
                                query(
                                        "state",
                                        "Only these: ok, warn, crit, unknown or 0 to 3, stale, pending, suppressed; several with commas."),
                                query("machine", "Only those of this machine.")),
                        Bodies.Services.class,
                        Set.of(400),
                        this::services),
                read(
                        "/services/{id}",
                        "One service.",
                        List.of(path("id", "The service's id.")),
                        Bodies.ServiceBody.class,
                        Set.of(404),
                        this::service),
                read(
                        "/services/{id}/series",
                        "A service's numbers over time, at the finest step that the range allows; a step without a sample is left out.",
                        List.of(
                                path("id", "The service's id."),
                                query(
                                        "from",
                                        "Seconds since 1970, ISO 8601, or -15m (s, m, h, d) before now; without it 15 minutes before `to`."),
                                query("to", "The same, or now; not itself in the answer."),
                                query("metric", "Only these metrics; several with commas.")),
                        Bodies.SeriesBody.class,
                        Set.of(400, 404),
                        this::series),
                read(
                        "/history",
                        "Changes of state, newest first.",
                        List.of(
                                query("from", "As in a series; without it all that is kept."),
                                query("to", "As in a series."),
                                query("limit", "At most so many, 1 to 1000; without it 200."),
                                query("machine", "Only those of this machine.")),
                        Bodies.History.class,
                        Set.of(400),
                        this::history)));
        panel.ifPresent(faults -> routes.addAll(faultRoutes(faults, new FaultOrders(faults, mapper))));
        return List.copyOf(routes);
    }

    private static List<Route> faultRoutes(Fault.Panel faults, FaultOrders orders) {
        return List.of(
                read(
                        "/faults",
                        "What may be broken in this demo: its portals.",
                        List.of(),
                        Bodies.Faults.class,
                        Set.of(),
                        ctx -> ctx.json(new Bodies.Faults(
                                faults.list().stream().map(Bodies.FaultBody::of).toList()))),
                new Route(
                        HandlerType.POST,
                        ROOT + "/faults/{id}",
                        "Closes a portal (connections drop, new ones are refused), opens it again (which ends every other fault), or lets it misbehave in another way.",
                        List.of(path("id", "The fault's id.")),
                        Optional.of(FaultOrder.class),
                        Optional.of(Bodies.FaultBody.class),
                        Set.of(400, 404, 503),
                        ctx -> ctx.json(Bodies.FaultBody.of(orders.json(ctx.pathParam("id"), ctx.bodyAsBytes())))));
    }

    private static Route read(
            String path,
            String summary,
            List<Route.Parameter> parameters,
            Class<? extends Record> answer,
            Set<Integer> errors,
            Route.Handler handler) {
        return new Route(
                HandlerType.GET,
                ROOT + path,
                summary,
                parameters,
                Optional.empty(),
                Optional.of(answer),
                errors,
                handler);
    }

    private void machines(Context ctx) {
        ctx.json(new Bodies.Machines(fleet.machines().stream()
                .map(machine -> Bodies.MachineBody.of(
                        machine, fleet.services(machine.name()).size()))
                .toList()));
    }

    private void services(Context ctx) {
        List<Mark> wanted = Query.states(ctx.queryParam("state"));
        Optional<String> machine = Query.text(ctx.queryParam("machine"));
        List<Service> services = machine.map(fleet::services).orElseGet(fleet::services);
        ctx.json(new Bodies.Services(services.stream()
                .filter(service -> wanted.isEmpty() || wanted.contains(Mark.of(service)))
                .map(Bodies.ServiceBody::of)
                .toList()));
    }

    private void service(Context ctx) {
        ctx.json(Bodies.ServiceBody.of(known(ctx)));
    }

    private Service known(Context ctx) {
        String id = ctx.pathParam("id");
        return fleet.service(id).orElseThrow(() -> Refusal.notFound("there is no service '" + Query.shown(id) + "'"));
    }

    private void series(Context ctx) throws IOException {
        Service service = known(ctx);
        Query.Range range = Query.range(ctx.queryParam("from"), ctx.queryParam("to"), USUAL_SERIES, clock.instant());
        List<String> metrics = Query.text(ctx.queryParam("metric")).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .toList();
        if (metrics.size() > MOST_METRICS) {
            throw Refusal.field("metric", "at most " + MOST_METRICS + " metrics");
        }
        ctx.json(Bodies.SeriesBody.of(
                service.id(), range, series.read(service.id(), range.from(), range.to(), metrics)));
    }

    private void history(Context ctx) throws IOException {
        Instant now = clock.instant();
        Query.Range range =
                Query.range(ctx.queryParam("from"), ctx.queryParam("to"), USUAL_HISTORY, now.plusSeconds(1));
        int limit = Query.limit(ctx.queryParam("limit"), USUAL_ROWS);
        Optional<String> machine = Query.text(ctx.queryParam("machine"));
        List<Change> changes = History.read(
                fleet,
                range,
                limit,
                change -> machine.isEmpty() || machine.get().equals(change.machine()));
        ctx.json(new Bodies.History(changes.stream().map(Bodies.ChangeBody::of).toList()));
    }
}
