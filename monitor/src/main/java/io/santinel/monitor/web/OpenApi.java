package io.santinel.monitor.web;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The OpenAPI document, made of the table of routes and of the records that they answer with.
final class OpenApi {
    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApi() {}

    static Map<String, Object> document(List<Route> routes) {
        return new OpenApi().made(routes);
    }

    private Map<String, Object> made(List<Route> routes) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                    .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title", "Santinel",
                        "version", "1",
                        "description", "Sessions, hosts and machines that Santinel monitors. Rates are per second."));
        document.put("security", List.of(Map.of("basic", List.of()), Map.of("cookie", List.of())));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of(
                        "schemas",
                        schemas,
                        "securitySchemes",
                        Map.of(
                                "basic", Map.of("type", "http", "scheme", "basic"),
                                "cookie", Map.of("type", "apiKey", "in", "cookie", "name", Door.COOKIE))));
        return document;
    }

    private Map<String, Object> operation(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", route.summary());
        operation.put(
                "parameters",
                route.parameters().stream().map(OpenApi::parameter).toList());
        route.body()
                .ifPresent(body ->
                        operation.put("requestBody", Map.of("required", true, "content", json(reference(body)))));
        Map<String, Object> responses = new TreeMap<>();
        responses.put(
                "200",
                route.answer()
                        .map(answer -> Map.of("description", "As asked.", "content", json(reference(answer))))
                        .orElseGet(() -> Map.of(
                                "description",
                                "A stream of server-sent events.",
                                "content",
                                Map.of("text/event-stream", Map.of("schema", Map.of("type", "string"))))));
        route.errors().forEach(status -> responses.put(Integer.toString(status), failure("Refused.")));
        responses.put("401", failure("Not logged in."));
        responses.put("429", failure("Too many wrong passwords from this address; Retry-After says how long."));
        operation.put("responses", responses);
        return operation;
    }

    private Map<String, Object> failure(String why) {
        return Map.of("description", why, "content", json(reference(Bodies.Failure.class)));
    }

    private static Map<String, Object> parameter(Route.Parameter parameter) {
        return Map.of(
                "name", parameter.name(),
                "in", parameter.inPath() ? "path" : "query",
                "required", parameter.inPath(),
                "description", parameter.description(),
                "schema", Map.of("type", parameter.type()));
    }

    private static Map<String, Object> json(Map<String, Object> schema) {
        return Map.of("application/json", Map.of("schema", schema));
    }

    private Map<String, Object> reference(Class<?> type) {
        String name = type.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of());
            schemas.put(name, type.isSealed() ? oneOf(type) : object(type));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    /// What a request may bring is one of several records.
    private Map<String, Object> oneOf(Class<?> type) {
        return Map.of(
                "oneOf",
                Arrays.stream(type.getPermittedSubclasses())
                        .map(this::reference)
                        .toList());
    }

    /// An answer has all its members; a request may leave out what is optional.
    private Map<String, Object> object(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName().replaceFirst("_$", "");
            boolean left = FaultOrder.class.isAssignableFrom(type) && component.getType() == Optional.class;
            properties.put(name, property(component, left));
            if (!left) {
                required.add(name);
            }
        }
        return Map.of("type", "object", "properties", properties, "required", required);
    }

    private Map<String, Object> property(RecordComponent component, boolean leftOut) {
        Choice choice = component.getAnnotation(Choice.class);
        if (choice != null) {
            return Map.of("type", "string", "enum", List.of(choice.value()));
        }
        return schema(
                leftOut
                        ? ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
                        : component.getGenericType());
    }

    private Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return Map.of("anyOf", List.of(schema(arguments[0]), Map.of("type", "null")));
            }
            if (generic.getRawType() == List.class) {
                return Map.of("type", "array", "items", schema(arguments[0]));
            }
            return Map.of("type", "object", "additionalProperties", schema(arguments[1]));
        }
        return plain((Class<?>) type);
    }

    private Map<String, Object> plain(Class<?> type) {
        if (type == String.class) {
            return Map.of("type", "string");
        }
        if (type == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (type == int.class || type == long.class || type == Integer.class) {
            return Map.of("type", "integer");
        }
        if (type == double.class) {
            return Map.of("type", "number");
        }
        // A boxed double may be a hole in a row of numbers.
        return type == Double.class ? Map.of("type", List.of("number", "null")) : reference(type);
    }
}
