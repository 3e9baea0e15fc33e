package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command as a process: with real commands as source and as notifier, stopped and killed.
class MonitorCommandTest {
    private static final Pattern PAGE = Pattern.compile("page at (http://\\S+)");
    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString("admin:hush-hush".getBytes(StandardCharsets.UTF_8));
    private static final String UP =
            "tcp 10.0.0.1:3260,1 iqn.2026-01.io.santinel:disk default eth0 10.0.0.9 LOGGED_IN LOGGED_IN NO_CHANGE";
    private static final String DOWN =
            "tcp 10.0.0.1:3260,1 iqn.2026-01.io.santinel:disk default eth0 10.0.0.9 FAILED TRANSPORT_WAIT REOPEN";

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private List<Process> processes = List.of();
    private Path config;
    private Path report;
    private Path told;

    @BeforeEach
    void write() throws IOException {
        report = directory.resolve("report.txt");
        told = directory.resolve("told");
        config = directory.resolve("monitor.yaml");
        say(UP);
        Files.writeString(config, """
                interval: 200ms
                timeout: 5s
                grace: 1h
                port: 0
                machines:
                  - name: db1
                    source: "exec: cat '%s'"
                """.formatted(report));
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
        client.close();
    }

    @Test
    void a_kill_loses_no_state_no_history_and_no_alarm_and_sends_none_twice() throws Exception {
        Process first = start();
        String page = page(first);
        await(page, service -> service.get("state").asInt() == 0);
        say(DOWN);
        JsonNode warned = await(page, service -> service.get("state").asInt() == 1);
        awaitTold(1);
        awaitNoted();
        first.destroyForcibly().waitFor();

        Process second = start();
        String again = page(second);
        JsonNode kept = await(again, service -> true);
        assertThat(kept.get("state").asInt()).isEqualTo(1);
        assertThat(kept.get("id")).isEqualTo(warned.get("id"));
        assertThat(kept.get("since")).isEqualTo(warned.get("since"));
        say(UP);
        await(again, service -> service.get("state").asInt() == 0);
        awaitTold(2);
        second.destroy();
        assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).as("SIGTERM").isEqualTo(143);

        List<JsonNode> events = Files.readAllLines(told).stream()
                .map(new JsonMapper()::readTree)
                .toList();
        assertThat(events).extracting(event -> event.get("to").asInt()).containsExactly(1, 0);
        assertThat(events).extracting(event -> event.get("number").asLong()).doesNotHaveDuplicates();
    }

    @Test
    void it_stops_by_itself_and_its_mistakes_are_one_line() throws Exception {
        Process timed = start("--run-for", "500ms");
        page(timed);
        assertThat(timed.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(timed.exitValue()).isZero();

        Files.writeString(config, "machine: []\n");
        Process mistaken = start();
        assertThat(mistaken.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(mistaken.exitValue()).isEqualTo(2);
        assertThat(Files.readString(directory.resolve("err")))
                .startsWith("santinel monitor: " + config + ":1:1: machine: unknown key")
                .hasLineCount(1);
    }

    private void say(String session) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), "<<<open_iscsi_sessions>>>\n" + session + "\n");
        Files.move(next, report, StandardCopyOption.ATOMIC_MOVE);
    }

    private Process start(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                MonitorProcess.class.getName(),
                "--config",
                config.toString(),
                "--data",
                directory.resolve("data").toString(),
                "--notify-exec",
                "cat >> '" + told + "'"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().put(Password.VARIABLE, "hush-hush");
        Process process = builder.start();
        processes = Stream.concat(processes.stream(), Stream.of(process)).toList();
        return process;
    }

    private String page(Process process) throws IOException {
        long end = deadline();
        while (process.isAlive() && System.nanoTime() < end) {
            Matcher matcher = PAGE.matcher(Files.readString(directory.resolve("out")));
            if (matcher.find()) {
                return matcher.group(1);
            }
            pause();
        }
        throw new AssertionError("no page: " + Files.readString(directory.resolve("err")));
    }

    private JsonNode await(String page, Predicate<JsonNode> wanted) throws Exception {
        long end = deadline();
        String last = "";
        while (System.nanoTime() < end) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(page + "api/v1/services"))
                    .header("Authorization", AUTHORIZATION)
                    .timeout(Duration.ofSeconds(10))
                    .build();
            last = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            for (JsonNode service : new JsonMapper().readTree(last).get("services")) {
                if (service.get("outcome").asString().equals("judged") && wanted.test(service)) {
                    return service;
                }
            }
            pause();
        }
        throw new AssertionError("not so within 20 s: " + last);
    }

    private void awaitTold(int lines) throws IOException {
        long end = deadline();
        while (!Files.exists(told) || Files.readAllLines(told).size() < lines) {
            assertThat(System.nanoTime()).as("alarms").isLessThan(end);
            pause();
        }
    }

    /// A kill between telling an alarm and noting that it was told would tell it twice: that is no loss, but not the
    /// point.
    private void awaitNoted() throws SQLException {
        long end = deadline();
        Path states = directory.resolve("data").resolve("state.db");
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + states);
                Statement statement = database.createStatement()) {
            while (waiting(statement) > 0) {
                assertThat(System.nanoTime()).as("alarms noted").isLessThan(end);
                pause();
            }
        }
    }

    private static int waiting(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from change where notified = 0")) {
            return row.getInt(1);
        }
    }

    private static long deadline() {
        return System.nanoTime() + Duration.ofSeconds(20).toNanos();
    }

    private static void pause() {
        LockSupport.parkNanos(20_000_000);
    }
}
