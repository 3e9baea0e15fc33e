package io.santinel.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The document describes what the server really answers.
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> wrong = new ArrayList<>();

    @Test
    void every_route_answers_as_the_document_says(@TempDir Path directory) throws Exception {
        Instant now = Instant.now();
        try (LivingFleet living = new LivingFleet(directory, now.minusSeconds(60));
                Web web = living.serve(0);
                HttpClient client = HttpClient.newHttpClient()) {
            living.live(now.minusSeconds(60), now, Duration.ofSeconds(10));
            String root = "http://127.0.0.1:" + web.port();
            JsonNode document = JSON.readTree(get(client, root + Api.DOCUMENT, 200));
            assertThat(document.get("openapi").stringValue()).startsWith("3.1");
            String id = living.statistics("db-01", "san-a", LivingFleet.FIRST, "pgdata");
            Map<String, String> ids = Map.of("/api/v1/services/{id}", id, "/api/v1/services/{id}/series", id);
            List<String> walked = new ArrayList<>();
            for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
                JsonNode read = path.getValue().get("get");
                if (read == null || read.at("/responses/200/content").has("text/event-stream")) {
                    continue;
                }
                String url = root + path.getKey().replace("{id}", ids.getOrDefault(path.getKey(), "none"));
                check(path.getKey(), document, schema(read, "200"), JSON.readTree(get(client, url, 200)));
                walked.add(path.getKey());
                if (read.get("responses").has("404")) {
                    String none = root + path.getKey().replace("{id}", "none");
                    check(path.getKey(), document, schema(read, "404"), JSON.readTree(get(client, none, 404)));
                }
                if (read.get("responses").has("400")) {
                    check(path.getKey(), document, schema(read, "400"), JSON.readTree(get(client, url + "?no=1", 400)));
                }
            }
            assertThat(walked).hasSize(6);
            assertThat(wrong).isEmpty();
        }
    }

    private static JsonNode schema(JsonNode operation, String status) {
        return operation.at("/responses/" + status + "/content/application~1json/schema");
    }

    private static String get(HttpClient client, String url, int status) throws Exception {
        String password =
                Base64.getEncoder().encodeToString(("admin:" + LivingFleet.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Basic " + password)
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", url, answer.body()).isEqualTo(status);
        return answer.body();
    }

    /// As much of JSON Schema as the document uses.
    private void check(String place, JsonNode document, JsonNode schema, JsonNode value) {
        if (schema.has("$ref")) {
            check(place, document, document.at(schema.get("$ref").stringValue().substring(1)), value);
        } else if (schema.has("anyOf")) {
            boolean none = value.isNull();
            check(place, document, schema.get("anyOf").get(none ? 1 : 0), value);
        } else if (schema.get("type").isArray()) {
            note(place, value.isNull() || value.isNumber(), schema, value);
        } else {
            typed(place, document, schema, value);
        }
    }

    private void typed(String place, JsonNode document, JsonNode schema, JsonNode value) {
        switch (schema.get("type").stringValue().toLowerCase(Locale.ROOT)) {
            case "string" -> note(place, value.isString(), schema, value);
            case "integer" -> note(place, value.isIntegralNumber(), schema, value);
            case "number" -> note(place, value.isNumber(), schema, value);
            case "boolean" -> note(place, value.isBoolean(), schema, value);
            case "null" -> note(place, value.isNull(), schema, value);
            case "array" -> value.forEach(one -> check(place + "[]", document, schema.get("items"), one));
            default -> object(place, document, schema, value);
        }
    }

    private void object(String place, JsonNode document, JsonNode schema, JsonNode value) {
        if (schema.has("additionalProperties")) {
            value.forEach(one -> check(place + ".*", document, schema.get("additionalProperties"), one));
            return;
        }
        note(place, value.isObject(), schema, value);
        List<String> known =
                schema.get("properties").propertyNames().stream().sorted().toList();
        note(place, known.equals(value.propertyNames().stream().sorted().toList()), schema, value);
        for (String name : known) {
            if (value.has(name)) {
                check(place + "." + name, document, schema.get("properties").get(name), value.get(name));
            }
        }
    }

    private void note(String place, boolean right, JsonNode schema, JsonNode value) {
        if (!right) {
            wrong.add(place + ": " + schema + " does not take " + value);
        }
    }
}
