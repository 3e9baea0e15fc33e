package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.Secret;
import io.santinel.monitor.agent.FileSource;
import io.santinel.monitor.agent.Source;
import io.santinel.monitor.check.Levels;
import io.santinel.monitor.section.Report;
import io.santinel.monitor.server.Fleet;
import io.santinel.monitor.server.Machine;
import io.santinel.monitor.server.Monitor;
import io.santinel.monitor.server.Watch;
import io.santinel.monitor.store.SqliteSeriesStore;
import io.santinel.monitor.store.SqliteStateStore;
import io.santinel.monitor.web.Settings;
import io.santinel.monitor.web.Web;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A whole monitor of one machine, served over HTTP: the test writes the machine's reports and moves the clock.
final class FedMonitor implements AutoCloseable {
    private static final String PASSWORD = "fed-monitor-password";
    private static final String MACHINE = "db1";
    private static final Duration LONG = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<Instant> clock;
    private final Path report;
    private final ReadFile source;
    private final SqliteSeriesStore series;
    private final SqliteStateStore states;
    private final Fleet fleet;
    private final Monitor monitor;
    private final Web web;

    /// A file, and how many times its report has been asked for and is read.
    private record ReadFile(FileSource file, AtomicReference<Integer> reads) implements Source {
        @Override
        public Report report(Instant now) throws IOException {
            try {
                return file.report(now);
            } finally {
                reads.updateAndGet(n -> n + 1);
            }
        }

        @Override
        public String words() {
            return file.words();
        }
    }

    /// Starts at `start`, where the machine says `first`.
    FedMonitor(Path directory, Instant start, Duration interval, String first) throws IOException {
        clock = new AtomicReference<>(start);
        report = directory.resolve("report.txt");
        source = new ReadFile(new FileSource(report, Optional.empty()), new AtomicReference<>(0));
        Files.writeString(report, first);
        series = SqliteSeriesStore.open(directory);
        states = SqliteStateStore.open(directory);
        fleet = Fleet.open(series, states, Optional.empty());
        Duration seconds = Duration.ofSeconds(10);
        Watch watch = new Watch(MACHINE, source, false, interval, seconds, seconds, Levels.NONE);
        monitor = Monitor.start(fleet, List.of(watch), clock::get);
        Secret password = Secret.of(PASSWORD.getBytes(StandardCharsets.UTF_8));
        web = Web.start(Settings.loopback(0, password, interval), fleet, series, Optional.empty());
        awaitAnswer(start);
    }

    /// Goes on to `at`, where the machine says this; returns when it is judged and kept.
    void poll(Instant at, String text) throws IOException {
        Files.writeString(report, text);
        clock.set(at);
        wake();
        awaitAnswer(at);
    }

    /// Goes on to `at`, where the machine says nothing.
    void silence(Instant at) throws IOException {
        Files.deleteIfExists(report);
        int before = source.reads().get();
        clock.set(at);
        wake();
        await("asked at " + at, () -> source.reads().get() > before);
        await("silent", () -> machine().failure().isPresent());
    }

    /// What the API says of the one statistics service in `[from, to)`.
    JsonNode series(Instant from, Instant to) throws IOException, InterruptedException {
        JsonNode services = get("/services").get("services");
        for (JsonNode service : services) {
            if (service.get("check").asString().equals("open_iscsi_session_stats")) {
                return get("/services/" + service.get("id").asString() + "/series?from=" + from + "&to=" + to);
            }
        }
        throw new AssertionError("no statistics among " + services);
    }

    @Override
    public void close() throws IOException {
        web.close();
        monitor.close();
        states.close();
        series.close();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/api/v1" + path))
                .header("Authorization", "Basic " + login)
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private Machine machine() {
        return fleet.machines().getFirst();
    }

    /// The second wake returns when the answer has gone all of its way into the stores.
    private void awaitAnswer(Instant at) {
        await("answered at " + at, () -> machine().lastReport().equals(Optional.of(at)));
        wake();
    }

    private void wake() {
        try {
            monitor.wake();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(200_000);
        }
    }
}
