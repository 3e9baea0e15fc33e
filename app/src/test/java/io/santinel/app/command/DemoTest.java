package io.santinel.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.Secret;
import io.santinel.monitor.alert.Notifier;
import io.santinel.monitor.store.StoredChange;
import io.santinel.monitor.web.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The whole line over real sockets: what a person sees who closes a portal and opens it again.
class DemoTest {
    private static final String PASSWORD = "demo-test-password";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Demo.INTERVAL;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<StoredChange> told = new CopyOnWriteArrayList<>();
    private int port;

    @Test
    void a_closed_portal_turns_exactly_its_sessions_warn_then_crit_and_opening_it_brings_them_back(@TempDir Path data)
            throws Exception {
        Notifier notifier = told::add;
        Settings settings = Settings.loopback(0, Secret.of(PASSWORD.getBytes(StandardCharsets.UTF_8)), POLL);
        try (Demo demo = Demo.start(data, settings, Optional.of(notifier))) {
            port = demo.port();
            await(
                    Duration.ofSeconds(40),
                    all -> all.size() >= 16 && all.values().stream().allMatch(DemoTest::isOk));
            JsonNode fault = get("/api/v1/faults").get("faults").get(0);
            String portal = fault.get("portal").asString();
            Set<String> hit = services().values().stream()
                    .filter(s -> s.get("check").asString().equals("open_iscsi_sessions"))
                    .filter(s -> s.get("item").asString().contains(portal))
                    .map(s -> s.get("id").asString())
                    .collect(Collectors.toSet());
            assertThat(hit).hasSize(2);

            set(fault, "closed");
            Instant closed = Instant.now();
            await(Duration.ofSeconds(10), all -> stateOf(all, hit).equals(Set.of(1)));
            assertThat(notOk()).isEqualTo(hit);
            await(Duration.ofSeconds(15), all -> stateOf(all, hit).equals(Set.of(2)));
            assertThat(Duration.between(closed, Instant.now())).isGreaterThanOrEqualTo(Demo.GRACE);
            assertThat(notOk()).isEqualTo(hit);
            for (JsonNode service : services().values()) {
                if (service.get("item").asString().contains(portal)) {
                    assertThat(service.get("outcome").asString()).isEqualTo("judged");
                    assertThat(service.get("summary").asString())
                            .containsIgnoringCase(
                                    hit.contains(service.get("id").asString()) ? "REOPEN" : "session is down");
                }
            }

            set(fault, "open");
            await(Duration.ofSeconds(20), all -> all.values().stream().allMatch(DemoTest::isOk));
            awaitTold(hit.size() * 3);
            for (String id : hit) {
                assertThat(told.stream()
                                .filter(change -> change.serviceId().equals(id))
                                .map(StoredChange::to))
                        .containsExactly(Optional.of(1), Optional.of(2), Optional.of(0));
            }
            assertThat(told).hasSize(hit.size() * 3);
        }
    }

    private static boolean isOk(JsonNode service) {
        return service.get("outcome").asString().equals("judged")
                && service.get("state").asInt() == 0;
    }

    private static Set<Integer> stateOf(Map<String, JsonNode> all, Set<String> ids) {
        return all.values().stream()
                .filter(service -> ids.contains(service.get("id").asString()))
                .map(service -> service.get("state").asInt())
                .collect(Collectors.toSet());
    }

    private Set<String> notOk() throws IOException, InterruptedException {
        return services().values().stream()
                .filter(service -> !isOk(service))
                .map(service -> service.get("id").asString())
                .collect(Collectors.toSet());
    }

    private void await(Duration atMost, Predicate<Map<String, JsonNode>> wanted) throws Exception {
        Instant end = Instant.now().plus(atMost);
        while (!wanted.test(services())) {
            assertThat(Instant.now()).as(() -> words()).isBefore(end);
            Thread.sleep(100);
        }
    }

    private void awaitTold(int changes) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(10);
        while (told.size() < changes && Instant.now().isBefore(end)) {
            Thread.sleep(50);
        }
    }

    private String words() {
        List<String> lines = new ArrayList<>();
        try {
            services()
                    .values()
                    .forEach(s -> lines.add(
                            s.get("id") + " " + s.get("outcome") + " " + s.get("state") + " " + s.get("summary")));
        } catch (IOException | InterruptedException e) {
            lines.add(e.toString());
        }
        return String.join("\n", lines);
    }

    private Map<String, JsonNode> services() throws IOException, InterruptedException {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        get("/api/v1/services")
                .get("services")
                .forEach(s -> byId.put(s.get("id").asString(), s));
        return byId;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path).GET()).body());
    }

    private void set(JsonNode fault, String state) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(request("/api/v1/faults/" + fault.get("id").asString())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"state\":\"" + state + "\"}")));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private HttpRequest.Builder request(String path) {
        String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Basic " + login);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
