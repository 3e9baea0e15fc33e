package io.santinel.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One row of the API's table: the server's routes and the OpenAPI document are both made of it.
///
/// @param path with parameters in braces, as OpenAPI and Javalin both write them
/// @param body record that the request's body must be, absent when it has none
/// @param answer record of the answer, absent where the answer is no JSON (the stream of events)
/// @param errors statuses beside 200 that every caller of this route must expect
record Route(
        HandlerType method,
        String path,
        String summary,
        List<Parameter> parameters,
        Optional<? extends Class<?>> body,
        Optional<Class<? extends Record>> answer,
        Set<Integer> errors,
        Handler handler) {

    /// What does the work.
    @FunctionalInterface
    interface Handler {
        void handle(Context ctx) throws Exception;
    }

    /// A parameter in path or query.
    ///
    /// @param type `string` or `integer`
    record Parameter(String name, boolean inPath, String type, String description) {
        static Parameter query(String name, String description) {
            return new Parameter(name, false, "string", description);
        }

        static Parameter path(String name, String description) {
            return new Parameter(name, true, "string", description);
        }
    }

    /// A misspelt filter must not look like one that matched everything.
    void refuseUnknownParameters(Context ctx) {
        Set<String> known = parameters.stream()
                .filter(p -> !p.inPath())
                .map(Parameter::name)
                .collect(Collectors.toSet());
        for (String name : ctx.queryParamMap().keySet()) {
            if (!known.contains(name)) {
                throw Refusal.field(
                        Query.shown(name),
                        "no such parameter here"
                                + (known.isEmpty()
                                        ? ": there is none"
                                        : ": there is "
                                                + String.join(
                                                        ", ",
                                                        Stream.of(known)
                                                                .flatMap(Set::stream)
                                                                .sorted()
                                                                .toList())));
            }
        }
    }
}
