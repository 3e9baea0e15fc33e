package io.santinel.monitor.web;

import io.javalin.json.JsonMapper;
import java.io.InputStream;
import java.lang.reflect.Type;
import tools.jackson.databind.ObjectMapper;

/// Jackson 3 as Javalin wants to see it, which itself knows Jackson 2 only.
record Json(ObjectMapper mapper) implements JsonMapper {
    Json() {
        this(new ObjectMapper());
    }

    @Override
    public String toJsonString(Object value, Type type) {
        return mapper.writeValueAsString(value);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Javalin's signature
    public <T> T fromJsonStream(InputStream json, Type type) {
        return mapper.readValue(json, mapper.constructType(type));
    }
}
