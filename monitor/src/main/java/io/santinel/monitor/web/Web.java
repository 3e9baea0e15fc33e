package io.santinel.monitor.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.santinel.monitor.server.Fault;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.store.SeriesStore;
import java.io.EOFException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The page and the API of one monitor, served until closed.
public final class Web implements AutoCloseable {
    /// The longest body that is read.
    static final int LONGEST_BODY = 16 * 1024;
    /// So many connections at a time; the next wait until one ends, and an idle one ends after half a minute.
    static final int CONNECTIONS = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Web.class);

    private final Javalin server;
    private final Events events;

    private Web(Javalin server, Events events) {
        this.server = server;
        this.events = events;
    }

    /// Listens at once.
    ///
    /// @param panel faults that a person may set, absent where there are none
    /// @throws IOException when the port cannot be had
    public static Web start(Settings settings, Fleet fleet, SeriesStore series, Optional<Fault.Panel> panel)
            throws IOException {
        InstantSource clock = InstantSource.system();
        Json json = new Json();
        Door door = new Door(settings, new SecureRandom(), clock);
        Events events = new Events(fleet, clock);
        List<Route> routes = new ArrayList<>(new Api(fleet, series, panel, clock, json.mapper()).routes());
        routes.add(stream());
        Map<String, Object> document = OpenApi.document(routes);
        Pages pages = new Pages(fleet, panel, settings, clock, door, new Assets());
        Javalin server = Javalin.create(config -> {
            frame(config, settings, json);
            JavalinDefaultRoutingApi on = config.routes;
            on.before(door::check);
            failures(on, pages);
            routes.stream().filter(r -> r.answer().isPresent()).forEach(route -> add(on, route));
            on.before(Api.ROOT + "/events", events::refuse);
            on.sse(Api.ROOT + "/events", events::serve);
            on.get(Api.DOCUMENT, ctx -> ctx.json(document));
            pages(on, pages, door, new Assets());
            panel.ifPresent(faults -> faultForms(on, new FaultOrders(faults, json.mapper())));
        });
        try {
            return new Web(server.start(), events);
        } catch (RuntimeException e) {
            server.stop();
            throw new IOException(
                    "cannot serve the page at " + settings.host() + ":" + settings.port() + ": " + cause(e)
                            + "; is another one running, or choose another port",
                    e);
        }
    }

    private static String cause(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }

    /// The port that was taken.
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        events.close();
        server.stop();
    }

    private static Route stream() {
        return new Route(
                HandlerType.GET,
                Api.ROOT + "/events",
                "State changes as server-sent events named state, resumed after Last-Event-ID; beat in between.",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Set.of(406, 503),
                ctx -> {});
    }

    private static void frame(JavalinConfig config, Settings settings, Json json) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.concurrency.useVirtualThreads = true;
        config.jsonMapper(json);
        config.http.maxRequestSize = LONGEST_BODY;
        config.jetty.host = settings.host();
        config.jetty.port = settings.port();
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(8 * 1024);
        });
        config.jetty.modifyServer(server -> {
            ErrorHandler plain = new ErrorHandler();
            plain.setShowStacks(false);
            plain.setShowMessageInTitle(false);
            server.setErrorHandler(plain);
            server.setStopTimeout(0);
            server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        });
    }

    private static void add(JavalinDefaultRoutingApi on, Route route) {
        on.addHttpHandler(route.method(), route.path(), ctx -> {
            route.refuseUnknownParameters(ctx);
            route.handler().handle(ctx);
        });
    }

    private static void pages(JavalinDefaultRoutingApi on, Pages pages, Door door, Assets assets) {
        on.get("/assets/<path>", ctx -> assets.serve(ctx, ctx.pathParam("path")));
        on.get("/favicon.ico", ctx -> assets.serve(ctx, "icon-ok.svg"));
        on.get("/", pages::overview);
        on.get("/machines", pages::machines);
        on.get("/machines/{name}", pages::machine);
        on.get("/services", pages::services);
        on.get("/services/{id}", pages::service);
        on.get("/history", pages::history);
        on.get("/keys", pages::keys);
        on.get("/login", ctx -> pages.login(ctx, ""));
        on.post("/login", ctx -> login(ctx, door, pages));
        on.post("/logout", ctx -> {
            door.logout(ctx);
            ctx.redirect("/login");
        });
    }

    /// The page's forms come here when there is no script to ask the API.
    private static void faultForms(JavalinDefaultRoutingApi on, FaultOrders orders) {
        on.post("/faults/{id}", ctx -> {
            orders.form(ctx.pathParam("id"), ctx.formParamMap());
            ctx.redirect("/#faults", HttpStatus.SEE_OTHER);
        });
    }

    private static void login(Context ctx, Door door, Pages pages) {
        if (door.wait(ctx).isPositive()) {
            pages.login(ctx, "");
            return;
        }
        String user = Query.text(ctx.formParam("user")).orElse("");
        String password = Optional.ofNullable(ctx.formParam("password")).orElse("");
        String wrong = door.login(ctx, user, password);
        if (wrong.isEmpty()) {
            ctx.redirect(Query.ownPath(ctx.formParam("next")));
        } else {
            pages.login(ctx, wrong);
        }
    }

    private static void failures(JavalinDefaultRoutingApi on, Pages pages) {
        on.exception(Refusal.class, (refusal, ctx) -> fail(ctx, pages, refusal));
        on.exception(EOFException.class, (e, ctx) -> fail(ctx, pages, Refusal.of(400, "the request broke off")));
        on.exception(IOException.class, (e, ctx) -> {
            if (e.getCause() instanceof TimeoutException) {
                fail(ctx, pages, Refusal.of(408, "the request took too long to arrive"));
                return;
            }
            LOG.warn("{} {}: {}", ctx.method(), ctx.path(), e.getMessage());
            fail(ctx, pages, Refusal.of(503, "the store does not answer: " + e.getMessage()));
        });
        on.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed, a bug", ctx.method(), ctx.path(), e);
            fail(ctx, pages, Refusal.of(500, "this is a fault of Santinel; its log says more"));
        });
        on.error(404, ctx -> {
            if (ctx.attribute("answered") == null) {
                fail(ctx, pages, Refusal.notFound("There is nothing at " + Query.shown(ctx.path()) + "."));
            }
        });
    }

    /// As JSON to a program, as a page to a person.
    private static void fail(Context ctx, Pages pages, Refusal refusal) {
        ctx.attribute("answered", true);
        ctx.status(refusal.status());
        if (ctx.path().startsWith("/api/")) {
            ctx.json(new Bodies.Failure(
                    refusal.getMessage() == null ? "" : refusal.getMessage(),
                    Optional.of(refusal.field()).filter(f -> !f.isEmpty())));
        } else if (ctx.path().startsWith("/assets/") || ctx.path().equals("/login")) {
            ctx.result(refusal.getMessage() + "\n");
        } else {
            pages.failure(ctx, refusal.status(), String.valueOf(refusal.getMessage()));
        }
    }
}
