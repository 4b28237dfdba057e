package io.algorithmselector.packaged;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** What TensorFlow Serving's status says of a version; {@link #NOTHING} of one that is not in it. */
record ToldVersion(String state, String code, String message) {
    static final ToldVersion NOTHING = new ToldVersion("", "", "");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static ToldVersion of(PackagedGateway gateway, String model, long version)
            throws IOException, InterruptedException {
        String body = gateway.get(gateway.restPort, "/v1/models/" + model).body();
        Map<String, Object> told =
                JsonPath.from(body).getMap("model_version_status.find { it.version == '" + version + "' }");
        if (told == null) {
            return NOTHING;
        }
        Map<?, ?> status = (Map<?, ?>) Objects.requireNonNull(told.get("status"));
        return new ToldVersion(
                String.valueOf(told.get("state")),
                String.valueOf(status.get("error_code")),
                String.valueOf(status.get("error_message")));
    }

    /** Waits until that is said of it. */
    static ToldVersion await(PackagedGateway gateway, String model, long version, Predicate<ToldVersion> wanted)
            throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(LIMIT);
        ToldVersion told = of(gateway, model, version);
        while (!wanted.test(told)) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("version " + version + " of " + model + ": " + told + "\n" + gateway.output());
            }
            Thread.sleep(50);
            told = of(gateway, model, version);
        }
        return told;
    }

    static void awaitAvailable(PackagedGateway gateway, String model, long version)
            throws IOException, InterruptedException {
        await(
                gateway,
                model,
                version,
                told -> told.available() && told.message().isEmpty());
    }

    boolean available() {
        return state.equals("AVAILABLE");
    }

    boolean says(String words) {
        return message.contains(words);
    }
}
