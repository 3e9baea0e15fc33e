package io.santinel.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.iscsi.connection.DigestException.Segment;
import io.santinel.iscsi.name.Portal;
import io.santinel.monitor.server.Fault;
import java.net.InetAddress;
import java.net.Socket;
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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The API and the door, over real HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private Instant now;
    private LivingFleet living;
    private Web web;

    @BeforeAll
    void serve(@TempDir Path directory) throws Exception {
        now = Instant.now();
        living = new LivingFleet(directory, now.minusSeconds(300));
        living.live(now.minusSeconds(300), now.minusSeconds(2), Duration.ofSeconds(10));
        web = living.serve(0);
    }

    @AfterAll
    void stop() throws Exception {
        web.close();
        living.close();
        client.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(to(path).header("Authorization", basic(LivingFleet.PASSWORD)));
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(to(path).header("Authorization", basic(LivingFleet.PASSWORD))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String id() {
        return living.statistics("db-01", "san-a", LivingFleet.FIRST, "pgdata");
    }

    @Test
    void a_login_that_is_no_login_is_refused_as_any_other() throws Exception {
        for (String nonsense : List.of("Basic x", "Basic %3C", "Basic YWRtaW4=", "Basic ", "Basic", "Bearer x")) {
            HttpResponse<String> answer = send(to("/api/v1/services").header("Authorization", nonsense));
            assertThat(answer.statusCode()).as(nonsense).isEqualTo(401);
        }
    }

    @Test
    void the_stream_says_how_it_is_asked_for() throws Exception {
        HttpResponse<String> answer = get("/api/v1/events");
        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.body()).contains("Accept: text/event-stream");
    }

    @Test
    void a_request_that_breaks_off_is_not_blamed_on_the_store() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port())) {
            socket.getOutputStream()
                    .write(("POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\nuser=a")
                            .getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            socket.setSoTimeout(10_000);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void wants_a_login_and_says_so_to_a_program() throws Exception {
        HttpResponse<String> answer = send(to("/api/v1/services"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
        assertThat(JSON.readTree(answer.body()).get("error").stringValue()).contains("HTTP Basic");
        assertThat(send(to("/api/openapi.json")).statusCode()).isEqualTo(401);
    }

    @Test
    void sends_a_person_without_login_to_the_login_page_and_back() throws Exception {
        HttpResponse<String> answer = send(to("/services?state=crit"));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElse(""))
                .isEqualTo("/login?next=%2Fservices%3Fstate%3Dcrit");
    }

    @Test
    void lists_machines_and_services_with_lower_case_outcomes() throws Exception {
        JsonNode services = json("/api/v1/services").get("services");
        assertThat(services.size()).isEqualTo(15);
        JsonNode machines = json("/api/v1/machines").get("machines");
        assertThat(machines.size()).isEqualTo(4);
        assertThat(machines.get(3).get("replayed").booleanValue()).isTrue();
        for (JsonNode service : services) {
            assertThat(service.get("outcome").stringValue()).isIn("judged", "pending", "suppressed", "stale");
        }
        JsonNode one = json("/api/v1/services/" + id());
        assertThat(one.get("state").intValue()).isBetween(0, 1);
        assertThat(one.get("metrics").get("rxdata_octets").doubleValue()).isPositive();
        assertThat(one.get("levels").get("digest_err").get("warn").doubleValue())
                .isEqualTo(1);
    }

    @Test
    void filters_services_by_state_and_machine() throws Exception {
        assertThat(json("/api/v1/services?machine=backup-01").get("services").size())
                .isEqualTo(2);
        assertThat(json("/api/v1/services?state=stale").get("services").size()).isZero();
        assertThat(get("/api/v1/services?state=green").body()).contains("\"field\":\"state\"");
        assertThat(get("/api/v1/services?sate=crit").statusCode()).isEqualTo(400);
    }

    @Test
    void answers_404_in_json_for_an_unknown_service() throws Exception {
        HttpResponse<String> answer = get("/api/v1/services/no-such-service");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).get("error").stringValue()).contains("no-such-service");
        assertThat(get("/api/v1/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void gives_a_series_on_one_grid() throws Exception {
        JsonNode series = json("/api/v1/services/" + id() + "/series?from=-15m&metric=rxdata_octets,txdata_octets");
        assertThat(series.get("tier").stringValue()).isEqualTo("poll");
        assertThat(series.get("metrics").size()).isEqualTo(2);
        int times = series.get("times").size();
        assertThat(times).isGreaterThan(20);
        assertThat(series.get("metrics").get("rxdata_octets").get("mean").size())
                .isEqualTo(times);
        long seconds = now.getEpochSecond();
        JsonNode bySeconds =
                json("/api/v1/services/" + id() + "/series?from=" + (seconds - 600) + "&to=" + (seconds + 5));
        assertThat(bySeconds.get("times").size()).isEqualTo(times);
    }

    @Test
    void refuses_times_that_make_no_range() throws Exception {
        for (String range :
                List.of("from=yesterday", "from=now&to=-15m", "from=0", "from=-9999d", "to=99999999999999")) {
            HttpResponse<String> answer = get("/api/v1/services/" + id() + "/series?" + range);
            assertThat(answer.statusCode()).as(range).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).get("field").stringValue())
                    .as(range)
                    .isIn("from", "to");
        }
    }

    @Test
    void keeps_history_newest_first_within_a_limit() throws Exception {
        JsonNode changes = json("/api/v1/history?limit=3").get("changes");
        assertThat(changes.size()).isEqualTo(3);
        assertThat(changes.get(0).get("number").longValue())
                .isGreaterThan(changes.get(2).get("number").longValue());
        JsonNode backup = json("/api/v1/history?machine=backup-01").get("changes");
        assertThat(backup.size()).isPositive();
        backup.forEach(change -> assertThat(change.get("machine").stringValue()).isEqualTo("backup-01"));
        assertThat(get("/api/v1/history?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/history?limit=1001").statusCode()).isEqualTo(400);
    }

    @Test
    void closes_and_opens_a_portal() throws Exception {
        assertThat(json("/api/v1/faults").get("faults").get(1).get("state").stringValue())
                .isEqualTo("open");
        assertThat(post("/api/v1/faults/p2", "{\"state\":\"closed\"}").body()).contains("\"state\":\"closed\"");
        assertThat(post("/api/v1/faults/p2", "{\"state\":\"open\"}").body()).contains("\"state\":\"open\"");
        assertThat(post("/api/v1/faults/nowhere", "{\"state\":\"open\"}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void refuses_a_fault_that_is_no_order_with_one_clear_error() throws Exception {
        for (String body :
                List.of("", "{", "[]", "null", "{\"state\":true}", "{\"state\":\"ajar\"}", "{\"State\":\"open\"}")) {
            HttpResponse<String> answer = post("/api/v1/faults/p1", body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).get("error").stringValue())
                    .as(body)
                    .contains("closed")
                    .contains("open");
        }
        HttpResponse<String> large = post("/api/v1/faults/p1", " ".repeat(Web.LONGEST_BODY + 1));
        assertThat(large.statusCode()).isEqualTo(413);
    }

    private void asks(String body, Fault.Action wanted) throws Exception {
        HttpResponse<String> answer = post("/api/v1/faults/p2", body);
        assertThat(answer.statusCode()).as("%s: %s", body, answer.body()).isEqualTo(200);
        assertThat(living.asked(LivingFleet.SECOND)).contains(wanted);
    }

    @Test
    void lets_a_portal_misbehave_and_open_ends_it() throws Exception {
        asks("{\"fault\":\"refuse-login\",\"class\":3,\"detail\":1}", new Fault.Action.RefuseLogin(3, 1));
        JsonNode refusing = json("/api/v1/faults").get("faults").get(1);
        assertThat(refusing.get("fault").stringValue()).isEqualTo("refuses logins with 0301");
        assertThat(refusing.get("state").stringValue()).isEqualTo("open");
        Portal other = new Portal("127.0.2.1", 13260);
        asks(
                "{\"fault\":\"redirect\",\"to\":\"127.0.2.1:13260\",\"permanent\":true}",
                new Fault.Action.Redirect(other, true));
        asks("{\"fault\":\"redirect\",\"to\":\"127.0.2.1:13260\"}", new Fault.Action.Redirect(other, false));
        asks("{\"fault\":\"spoil-digest\",\"segment\":\"header\"}", new Fault.Action.SpoilDigest(Segment.HEADER));
        asks("{\"fault\":\"spoil-digest\",\"segment\":\"data\"}", new Fault.Action.SpoilDigest(Segment.DATA));
        asks("{\"fault\":\"request-logout\",\"seconds\":5}", new Fault.Action.RequestLogout(5));
        asks("{\"fault\":\"drop\"}", new Fault.Action.Drop());
        asks("{\"fault\":\"silent\"}", new Fault.Action.StaySilent());
        asks("{\"state\":\"open\"}", new Fault.Action.Open());
        assertThat(json("/api/v1/faults").get("faults").get(1).get("fault").isNull())
                .isTrue();
        assertThat(post("/api/v1/faults/nowhere", "{\"fault\":\"drop\"}").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fault     | {"fault":"break"}
            fault     | {"fault":7}
            fault     | {"fault":"drop","state":"open"}
            class     | {"fault":"refuse-login","detail":1}
            class     | {"fault":"refuse-login","class":1,"detail":1}
            class     | {"fault":"refuse-login","class":"3","detail":1}
            class     | {"fault":"refuse-login","class":99999999999,"detail":1}
            detail    | {"fault":"refuse-login","class":3,"detail":256}
            detail    | {"fault":"refuse-login","class":3,"detail":1.5}
            to        | {"fault":"redirect"}
            to        | {"fault":"redirect","to":7}
            to        | {"fault":"redirect","to":"127.0.2.1:99999"}
            to        | {"fault":"redirect","to":"127.0.2.1:3260\\u0000AuthMethod=None"}
            permanent | {"fault":"redirect","to":"127.0.2.1:3260","permanent":"no"}
            segment   | {"fault":"spoil-digest","segment":"both"}
            seconds   | {"fault":"request-logout","seconds":-1}
            seconds   | {"fault":"request-logout","seconds":3601}
            seconds   | {"fault":"drop","seconds":5}
            """)
    void names_the_field_of_a_bad_order(String field, String body) throws Exception {
        Optional<Fault.Action> before = living.asked(LivingFleet.FIRST);
        HttpResponse<String> answer = post("/api/v1/faults/p1", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("field").stringValue()).isEqualTo(field);
        assertThat(JSON.readTree(answer.body()).get("error").stringValue()).isNotEmpty();
        assertThat(living.asked(LivingFleet.FIRST)).isEqualTo(before);
    }

    @Test
    void takes_the_same_orders_from_a_form() throws Exception {
        HttpResponse<String> answer =
                form("/faults/p2", "fault=redirect&to=127.0.2.1%3A13260&permanent=true", "same-origin");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/#faults");
        assertThat(living.asked(LivingFleet.SECOND))
                .contains(new Fault.Action.Redirect(new Portal("127.0.2.1", 13260), true));
        assertThat(form("/faults/p2", "fault=drop", "cross-site").statusCode()).isEqualTo(403);
        assertThat(form("/faults/p2", "fault=refuse-login&class=9&detail=1", "same-origin")
                        .statusCode())
                .isEqualTo(400);
        assertThat(form("/faults/p2", "state=open", "same-origin").statusCode()).isEqualTo(303);
        assertThat(living.asked(LivingFleet.SECOND)).contains(new Fault.Action.Open());
    }

    private HttpResponse<String> form(String path, String fields, String site) throws Exception {
        return send(to(path).header("Authorization", basic(LivingFleet.PASSWORD))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", site)
                .POST(HttpRequest.BodyPublishers.ofString(fields)));
    }

    @Test
    void describes_every_order_in_the_document() throws Exception {
        JsonNode document = json("/api/openapi.json");
        JsonNode orders = document.at("/components/schemas/FaultOrder/oneOf");
        assertThat(orders.size()).isEqualTo(7);
        List<String> words = new ArrayList<>();
        for (JsonNode order : orders) {
            JsonNode schema = document.at(order.get("$ref").stringValue().substring(1));
            schema.at("/properties/fault/enum").forEach(word -> words.add(word.stringValue()));
        }
        assertThat(words)
                .containsExactlyInAnyOrder(
                        "refuse-login", "redirect", "silent", "spoil-digest", "request-logout", "drop");
        JsonNode refuse = document.at("/components/schemas/RefuseLogin");
        assertThat(refuse.at("/properties/class/type").stringValue()).isEqualTo("integer");
        JsonNode redirect = document.at("/components/schemas/Redirect");
        assertThat(redirect.at("/properties/permanent/type").stringValue()).isEqualTo("boolean");
        assertThat(redirect.get("required").size()).isEqualTo(2);
    }

    @Test
    void refuses_what_comes_from_another_site() throws Exception {
        HttpRequest.Builder order = to("/api/v1/faults/p1")
                .header("Authorization", basic(LivingFleet.PASSWORD))
                .header("Origin", "https://elsewhere.example")
                .POST(HttpRequest.BodyPublishers.ofString("{\"state\":\"closed\"}"));
        assertThat(send(order).statusCode()).isEqualTo(403);
        HttpRequest.Builder cookieOnly =
                to("/logout").header("Cookie", Door.COOKIE + "=x").POST(HttpRequest.BodyPublishers.noBody());
        assertThat(send(cookieOnly).statusCode()).isEqualTo(403);
    }

    @Test
    void logs_a_browser_in_with_a_cookie_that_scripts_cannot_read() throws Exception {
        HttpResponse<String> answer = login(LivingFleet.PASSWORD, "/history");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("/history");
        String cookie = answer.headers().firstValue("Set-Cookie").orElse("");
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").contains("Max-Age");
        String token = cookie.substring(0, cookie.indexOf(';'));
        assertThat(send(to("/").header("Cookie", token)).statusCode()).isEqualTo(200);
        assertThat(send(to("/").header("Cookie", token + "x")).statusCode()).isEqualTo(302);
        HttpRequest.Builder out = to("/logout")
                .header("Cookie", token)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(HttpRequest.BodyPublishers.noBody());
        assertThat(send(out).statusCode()).isEqualTo(302);
        assertThat(send(to("/").header("Cookie", token)).statusCode()).isEqualTo(302);
    }

    @Test
    void goes_on_to_own_paths_only() throws Exception {
        for (String next :
                List.of("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/login")) {
            assertThat(login(LivingFleet.PASSWORD, next).headers().firstValue("Location"))
                    .as(next)
                    .contains("/");
        }
    }

    private HttpResponse<String> login(String password, String next) throws Exception {
        String form = "user=admin&password=" + java.net.URLEncoder.encode(password, StandardCharsets.UTF_8) + "&next="
                + java.net.URLEncoder.encode(next, StandardCharsets.UTF_8);
        return send(to("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    @Test
    void lets_an_address_wait_after_too_many_wrong_passwords() throws Exception {
        try (Web other = living.serve(0)) {
            URI uri = URI.create("http://127.0.0.1:" + other.port() + "/api/v1/machines");
            HttpRequest wrong = HttpRequest.newBuilder(uri)
                    .header("Authorization", basic("wrong"))
                    .build();
            for (int i = 0; i < Tries.LIMIT; i++) {
                assertThat(client.send(wrong, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(401);
            }
            HttpRequest right = HttpRequest.newBuilder(uri)
                    .header("Authorization", basic(LivingFleet.PASSWORD))
                    .build();
            HttpResponse<String> answer = client.send(right, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(1L, 60L);
        }
    }

    @Test
    void holds_the_browser_back_with_headers() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'self'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Server")).isEmpty();
        assertThat(page.body())
                .doesNotContain(" style=")
                .doesNotContain("onclick")
                .doesNotContain("<script>");
    }

    @Test
    void serves_own_files_with_tags_and_squeezed() throws Exception {
        HttpResponse<String> css = send(to("/assets/santinel.css"));
        String tag = css.headers().firstValue("ETag").orElseThrow();
        assertThat(send(to("/assets/santinel.css").header("If-None-Match", tag)).statusCode())
                .isEqualTo(304);
        HttpResponse<String> squeezed = send(to("/assets/santinel.css").header("Accept-Encoding", "gzip"));
        assertThat(squeezed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(send(to("/assets/../logback.xml")).statusCode()).isNotEqualTo(200);
        assertThat(send(to("/assets/%2e%2e/logback.xml")).statusCode()).isNotEqualTo(200);
    }

    @Test
    void never_shows_a_stack_trace() throws Exception {
        for (String path : List.of(
                "/%00", "/services/%2e%2e%2f", "/nothing", "/services?sort=up", "/history?from=x", "/machines/none")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isBetween(400, 499);
            assertThat(answer.body()).as(path).doesNotContain("Exception").doesNotContain("\tat ");
        }
    }

    @Test
    void escapes_what_comes_from_outside() throws Exception {
        HttpResponse<String> page = get("/services?q=%3Cscript%3Ealert(1)%3C/script%3E");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("<script>alert");
    }
}
