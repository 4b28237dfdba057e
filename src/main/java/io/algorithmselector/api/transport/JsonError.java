package io.algorithmselector.api.transport;

import io.algorithmselector.api.json.JsonWriter;

/** The body of every REST error, in either protocol: {@code {"error": "…"}}. */
public final class JsonError {
    public static final String MEDIA_TYPE = "application/json";

    private JsonError() {}

    public static byte[] body(String message) {
        return new JsonWriter(message.length() + 16)
                .raw("{\"error\": ")
                .string(message)
                .raw('}')
                .toBytes();
    }
}
