package io.santinel.monitor.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import io.santinel.monitor.server.Change;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Machine;
import io.santinel.monitor.server.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The pages: each reads the fleet once and fills a template.
final class Pages {
    static final int LATEST = 12;

    private static final int HISTORY_ROWS = 300;
    private static final Duration HISTORY = Duration.ofDays(400);

    private final Fleet fleet;
    private final Optional<Fault.Panel> panel;
    private final Settings settings;
    private final InstantSource clock;
    private final Door door;
    private final Assets assets;
    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Pages.class.getClassLoader(), "io.santinel.monitor.web.template");

    Pages(Fleet fleet, Optional<Fault.Panel> panel, Settings settings, InstantSource clock, Door door, Assets assets) {
        this.fleet = fleet;
        this.panel = panel;
        this.settings = settings;
        this.clock = clock;
        this.door = door;
        this.assets = assets;
    }

    void overview(Context ctx) throws IOException {
        Snapshot now = snapshot();
        List<Problem> problems = Problems.of(now);
        List<Change> changes = fleet.history(Instant.EPOCH, now.now().plusSeconds(1), 400);
        show(
                ctx,
                "overview",
                frame("Overview", "overview", false, now, problems),
                Map.of(
                        "counts", Snapshot.counts(now.services()),
                        "problems", problems,
                        "calm", calm(now, changes),
                        "summary", summary(now),
                        "machines", machineRows(now),
                        "changes", Row.folded(changes, now, LATEST),
                        "faults", now.faults()));
    }

    void machines(Context ctx) {
        Snapshot now = snapshot();
        List<Problem> problems = Problems.of(now);
        show(
                ctx,
                "machines",
                frame("Machines", "machines", false, now, problems),
                Map.of("machines", machineRows(now)));
    }

    void machine(Context ctx) {
        Snapshot now = snapshot();
        String name = ctx.pathParam("name");
        Machine machine = now.machine(name)
                .orElseThrow(() -> Refusal.notFound("There is no machine “" + Query.shown(name) + "”."));
        List<Problem> problems = Problems.of(now);
        List<Service> services = now.servicesOf(name);
        show(
                ctx,
                "machine",
                frame(name, "machines", false, now, problems),
                Map.of(
                        "machine", Row.OfMachine.of(machine, now),
                        "source", machine.source(),
                        "failure", machine.failure(),
                        "failingSince", machine.failingSince(),
                        "sessions", sessionsInWords(services),
                        "counts", Snapshot.counts(services),
                        "groups", Grouping.ofMachine(services, now)));
    }

    void services(Context ctx) {
        Snapshot now = snapshot();
        Filter filter = Filter.of(ctx);
        List<Row.OfService> rows = now.services().stream()
                .filter(filter::takes)
                .map(service -> Row.OfService.of(service, now))
                .sorted(filter.order())
                .toList();
        show(
                ctx,
                "services",
                frame("Services", "services", false, now, Problems.of(now)),
                Map.of(
                        "filter", filter,
                        "counts", Snapshot.counts(now.services()),
                        "machines", now.machines().stream().map(Machine::name).toList(),
                        "rows", rows,
                        "all", now.services().size()));
    }

    void service(Context ctx) throws IOException {
        Snapshot now = snapshot();
        String id = ctx.pathParam("id");
        Service service =
                fleet.service(id).orElseThrow(() -> Refusal.notFound("There is no service “" + Query.shown(id) + "”."));
        Subject subject = Subject.of(service);
        Drawing drawing = Drawing.of(ctx, service, now, fleet);
        List<Change> history = History.read(
                fleet,
                new Query.Range(now.now().minus(HISTORY), now.now().plusSeconds(1)),
                20,
                change -> change.serviceId().equals(id));
        Map<String, Object> values = new HashMap<>();
        values.put("row", Row.OfService.of(service, now));
        values.put("standing", Row.standing(service));
        values.put("facts", Facts.of(service, now));
        values.put("sibling", other(service, now));
        values.put("drawing", drawing);
        values.put("history", Row.changes(history, now));
        show(
                ctx,
                "service",
                frame(
                        subject.kind() + " " + subject.plain() + " · " + service.machine(),
                        "machines",
                        true,
                        now,
                        Problems.of(now)),
                values);
    }

    private static Optional<Row.OfService> other(Service service, Snapshot now) {
        String other = service.check().equals(Subject.STATUS) ? Subject.SESSION_STATS : Subject.STATUS;
        return now.sibling(service, other).map(s -> Row.OfService.of(s, now));
    }

    void history(Context ctx) throws IOException {
        Snapshot now = snapshot();
        String machine = Query.text(ctx.queryParam("machine")).orElse("");
        Query.Range range = Query.range(
                ctx.queryParam("from"), ctx.queryParam("to"), HISTORY, now.now().plusSeconds(1));
        Predicate<Change> wanted =
                change -> machine.isEmpty() || change.machine().equals(machine);
        List<Row.OfChange> rows = Row.changes(History.read(fleet, range, HISTORY_ROWS, wanted), now);
        show(
                ctx,
                "history",
                frame("History", "history", false, now, Problems.of(now)),
                Map.of(
                        "rows",
                        rows,
                        "machine",
                        machine,
                        "machines",
                        now.machines().stream().map(Machine::name).toList(),
                        "full",
                        rows.size() == HISTORY_ROWS));
    }

    void keys(Context ctx) {
        Snapshot now = snapshot();
        show(ctx, "keys", frame("Marks and keys", "keys", false, now, Problems.of(now)), Map.of());
    }

    void login(Context ctx, String message) {
        Duration wait = door.wait(ctx);
        String next =
                Query.ownPath(ctx.method().name().equals("POST") ? ctx.formParam("next") : ctx.queryParam("next"));
        if (door.loggedIn(ctx)) {
            ctx.redirect(next);
            return;
        }
        StringOutput out = new StringOutput();
        templates.render(
                "login.jte",
                Map.of("assets", assets, "settings", settings, "message", message, "next", next, "wait", wait),
                out);
        ctx.status(wait.isPositive() ? 429 : message.isEmpty() ? 200 : 401);
        ctx.html(out.toString());
    }

    /// An error as a page, inside the frame for who is logged in.
    void failure(Context ctx, int status, String message) {
        Snapshot now = snapshot();
        ctx.status(status);
        String title = status == 404 ? "Not found" : status < 500 ? "Not possible" : "Trouble";
        show(ctx, "failure", frame(title, "", false, now, Problems.of(now)), Map.of("message", message));
    }

    private Snapshot snapshot() {
        return Snapshot.of(fleet, panel, clock.instant());
    }

    private Frame frame(String title, String here, boolean graphs, Snapshot now, List<Problem> problems) {
        return new Frame(
                title,
                here,
                graphs,
                now.now(),
                settings.interval(),
                now.lastReport(),
                problems.size(),
                problems.isEmpty() ? Mark.OK : problems.getFirst().mark(),
                now.troubles(),
                assets);
    }

    private static List<Row.OfMachine> machineRows(Snapshot now) {
        return now.machines().stream()
                .map(machine -> Row.OfMachine.of(machine, now))
                .sorted(Comparator.comparing(Row.OfMachine::mark).thenComparing(Row.OfMachine::name))
                .toList();
    }

    private static String summary(Snapshot now) {
        return Words.some(now.services().size(), "service")
                + " on "
                + Words.some(now.machines().size(), "machine")
                + " · "
                + sessionsInWords(now.services());
    }

    private static String sessionsInWords(List<Service> services) {
        List<Service> sessions =
                services.stream().filter(s -> s.check().equals(Subject.STATUS)).toList();
        long up = sessions.stream().filter(s -> Mark.of(s) == Mark.OK).count();
        return Words.some(sessions.size(), "session") + ", " + up + " logged in";
    }

    /// One line for a page on which all is well.
    private static String calm(Snapshot now, List<Change> changes) {
        Map<Mark, Integer> counts = Snapshot.counts(now.services());
        int ok = counts.getOrDefault(Mark.OK, 0);
        String last = changes.isEmpty()
                ? "no change yet"
                : "last change " + Words.age(changes.getFirst().at(), now.now()) + " ago";
        long silent =
                now.machines().stream().filter(m -> m.lastReport().isEmpty()).count();
        return String.format(
                Locale.ROOT,
                "%s OK, %s, %s.",
                Words.some(ok, "service"),
                last,
                silent == 0
                        ? "all " + Words.some(now.machines().size(), "machine") + " report"
                        : Words.some(silent, "machine") + " not heard yet");
    }

    private void show(Context ctx, String template, Frame frame, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("frame", frame);
        StringOutput out = new StringOutput();
        templates.render(template + ".jte", all, out);
        ctx.html(out.toString());
    }
}
