package io.santinel.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.santinel.monitor.server.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The stream of events as a browser reads it.
@Timeout(30)
class EventsTest {
    @Test
    void tells_each_change_once_and_resumes_after_the_last_that_was_seen(@TempDir Path directory) throws Exception {
        Instant now = Instant.now();
        try (LivingFleet living = new LivingFleet(directory, now.minusSeconds(60));
                Web web = living.serve(0);
                HttpClient client = HttpClient.newHttpClient()) {
            living.live(now.minusSeconds(60), now.minusSeconds(20), Duration.ofSeconds(10));
            long last = living.fleet().changesAfter(0).getLast().number();
            List<String> seen = new ArrayList<>();
            try (InputStream stream = open(client, web, last)) {
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                assertThat(next(lines, "event: ")).isEqualTo("beat");
                living.apply("p1", new Fault.Action.Close());
                living.poll(now.minusSeconds(10));
                for (int i = 0; i < 3; i++) {
                    seen.add(next(lines, "id: "));
                }
            }
            assertThat(seen).containsExactly(Long.toString(last + 1), Long.toString(last + 2), Long.toString(last + 3));
            try (InputStream stream = open(client, web, last + 1)) {
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                assertThat(next(lines, "id: ")).isEqualTo(Long.toString(last + 2));
                assertThat(next(lines, "id: ")).isEqualTo(Long.toString(last + 3));
            }
        }
    }

    @Test
    void refuses_one_stream_too_many(@TempDir Path directory) throws Exception {
        Instant now = Instant.now();
        List<InputStream> open = new ArrayList<>();
        try (LivingFleet living = new LivingFleet(directory, now);
                Web web = living.serve(0);
                HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < Events.CONNECTIONS; i++) {
                open.add(open(client, web, 0));
            }
            HttpResponse<Void> answer = client.send(request(web, 0), HttpResponse.BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(503);
            for (InputStream stream : open) {
                stream.close();
            }
        }
    }

    private static HttpRequest request(Web web, long after) {
        String password =
                Base64.getEncoder().encodeToString(("admin:" + LivingFleet.PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/api/v1/events"))
                .header("Authorization", "Basic " + password)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(after))
                .build();
    }

    private static InputStream open(HttpClient client, Web web, long after) throws Exception {
        HttpResponse<InputStream> answer = client.send(request(web, after), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static String next(BufferedReader lines, String field) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(field)) {
            line = lines.readLine();
        }
        return line == null ? "the stream ended" : line.substring(field.length());
    }
}
