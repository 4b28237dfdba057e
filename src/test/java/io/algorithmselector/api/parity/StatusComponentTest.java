package io.algorithmselector.api.parity;

import static io.algorithmselector.api.parity.Situations.REPOSITORIES;
import static org.assertj.core.api.Assertions.assertThat;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import io.algorithmselector.lifecycle.FakeLoader;
import io.algorithmselector.lifecycle.ServableHandle;
import io.algorithmselector.lifecycle.ServingState;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However a version stands, everybody who is asked says the same of it. */
@QuarkusTest
@TestProfile(Situations.class)
@Timeout(120)
class StatusComponentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "quarkus.http.test-port")
    int restPort;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int grpcPort;

    @TestHTTPResource(management = true)
    @Nullable
    URL management;

    @Inject
    ServingState models;

    @Inject
    MeterRegistry metrics;

    private final HttpClient client = HttpClient.newHttpClient();
    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .build();
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
        client.close();
    }

    /** Or the server would wait for it. */
    @AfterAll
    static void letLoad() {
        Situations.SLOW.countDown();
    }

    /**
     * What is said of one version.
     *
     * @param status TensorFlow Serving's state and error code
     * @param ready OIP's answer
     * @param index the state in the repository index
     * @param reason what TensorFlow Serving's status and, where there is an error, the index say
     * @param health gRPC's of the model
     */
    private record Said(String status, boolean ready, String index, String reason, String health) {}

    private static Said available(String code, String reason) {
        return new Said("AVAILABLE " + code, true, "READY", reason, "SERVING");
    }

    private static Said ended(String code, String reason, String health) {
        return new Said("END " + code, false, "UNAVAILABLE", reason, health);
    }

    @Test
    void status_everySituation_isTheSameEverywhere() throws Exception {
        said("available", 1, available("OK", ""));
        said("slow", 1, new Said("LOADING OK", false, "LOADING", "", "NOT_SERVING"));
        said("corrupt", 1, ended("INVALID_ARGUMENT", "corrupt is no SavedModel", "NOT_SERVING"));
        said("missing", 7, ended("NOT_FOUND", "there is no version 7 in /missing", "NOT_SERVING"));
        said("uploading", 1, available("OK", ""));
        said(
                "uploading",
                3,
                ended(
                        "UNAVAILABLE",
                        "version 3 is still being uploaded: variables/variables.index is missing",
                        "SERVING"));
        said("unfetched", 1, new Said("END UNAVAILABLE", false, "UNAVAILABLE", "connection reset", "NOT_SERVING"));
        said("cached", 1, available("UNAVAILABLE", "served from the cache"));

        REPOSITORIES.put("/next", 2, FakeLoader.CORRUPT).put("/again", 1, FakeLoader.CORRUPT);
        said("next", 2, ended("INVALID_ARGUMENT", "is no SavedModel", "SERVING"));
        said("next", 1, available("OK", ""));
        said("again", 1, available("INVALID_ARGUMENT", "is no SavedModel"));

        ServableHandle call = Objects.requireNonNull(models.known("leaving").acquire(1));
        REPOSITORIES.put("/leaving", 2, "b").put("/gone", 2, "b");
        said("leaving", 1, new Said("UNLOADING OK", false, "UNLOADING", "", "SERVING"));
        said("leaving", 2, available("OK", ""));
        said("gone", 1, ended("OK", "", "SERVING"));
        call.close();
        said("leaving", 1, ended("OK", "", "SERVING"));

        REPOSITORIES.put("/slow", 2, "b").put("/slow", 3, "c");
        said("slow", 3, new Said("LOADING OK", false, "LOADING", "", "NOT_SERVING"));
        said("slow", 2, new Said("START OK", false, "LOADING", "", "NOT_SERVING"));
    }

    @Test
    void status_modelWithoutAVersion_isTheSameEverywhere() throws Exception {
        withoutVersion("refused", "/refused: access denied");
        withoutVersion("onitsway", "version 2 is still being uploaded: variables/variables.index is missing");
    }

    private void withoutVersion(String model, String reason) throws Exception {
        await(() ->
                row(model, "").map(row -> row.getString("reason")).orElse("").equals(reason));
        HttpResponse<String> status = get("/v1/models/" + model);
        assertThat(status.statusCode()).isEqualTo(404);
        assertThat(status.body()).contains(reason);
        assertThat(get("/v2/models/" + model + "/ready").statusCode()).isNotEqualTo(200);
        assertThat(row(model, "").orElseThrow().getString("state")).isEqualTo("UNAVAILABLE");
        assertThat(health(model)).isEqualTo("NOT_SERVING");
        assertThat(metrics.find("selector.model.state").tag("model", model).gauges())
                .isEmpty();
    }

    /** Waits until TensorFlow Serving's status says so, and sees whether all the others do. */
    private void said(String model, long version, Said expected) throws Exception {
        try {
            await(() -> status(model, version)
                    .map(StatusComponentTest::words)
                    .orElse("")
                    .equals(expected.status()));
        } catch (AssertionError late) {
            throw new AssertionError(model + " " + version + " is " + status(model, version), late);
        }
        String what = model + " " + version;
        String message =
                status(model, version).orElseThrow().getJsonObject("status").getString("error_message");
        assertThat(message).as(what).contains(expected.reason());
        assertThat(get("/v2/models/" + model + "/versions/" + version + "/ready")
                                .statusCode()
                        == 200)
                .as(what)
                .isEqualTo(expected.ready());
        JsonObject row = row(model, Long.toString(version)).orElseThrow();
        assertThat(row.getString("state")).as(what).isEqualTo(expected.index());
        assertThat(message.isEmpty() ? message : row.getString("reason"))
                .as(what)
                .isEqualTo(message);
        assertThat(health(model)).as(what).isEqualTo(expected.health());
        String state = expected.status().replaceFirst(" .*", "");
        assertThat(gauges(model, version)).as(what).containsExactly(state);
        assertThat(probe(model)).as(what).contains(version + " " + state);
    }

    private static String words(JsonObject version) {
        return version.getString("state") + " "
                + version.getJsonObject("status").getString("error_code");
    }

    private Optional<JsonObject> status(String model, long version) throws Exception {
        HttpResponse<String> answer = get("/v1/models/" + model + "/versions/" + version);
        return answer.statusCode() == 200
                ? Optional.of(new JsonObject(answer.body())
                        .getJsonArray("model_version_status")
                        .getJsonObject(0))
                : Optional.empty();
    }

    private Optional<JsonObject> row(String model, String version) throws Exception {
        JsonArray rows = new JsonArray(
                send(HttpRequest.newBuilder(uri("/v2/repository/index")).POST(HttpRequest.BodyPublishers.noBody()))
                        .body());
        return rows.stream()
                .map(JsonObject.class::cast)
                .filter(row -> row.getString("name").equals(model)
                        && row.getString("version", "").equals(version))
                .findFirst();
    }

    private List<String> gauges(String model, long version) {
        List<String> states = new ArrayList<>();
        for (Gauge gauge : metrics.find("selector.model.state")
                .tag("model", model)
                .tag("version", Long.toString(version))
                .gauges()) {
            assertThat(gauge.value()).isEqualTo(1);
            states.add(String.valueOf(gauge.getId().getTag("state")));
        }
        return states;
    }

    private String health(String model) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(model).build())
                .getStatus()
                .name();
    }

    /** What the probe of readiness says of a model's versions. */
    private String probe(String model) throws Exception {
        int port = Objects.requireNonNull(management).getPort();
        URI readiness = URI.create("http://127.0.0.1:" + port + "/q/health/ready");
        JsonArray checks =
                new JsonObject(send(HttpRequest.newBuilder(readiness).GET()).body()).getJsonArray("checks");
        return checks.stream()
                .map(JsonObject.class::cast)
                .filter(check -> check.getString("name").equals("models"))
                .map(check -> check.getJsonObject("data").getString(model))
                .findFirst()
                .orElseThrow();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + restPort + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Something that may be so by and by. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("it is so in time").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
