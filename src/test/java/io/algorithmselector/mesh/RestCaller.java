package io.algorithmselector.mesh;

import io.algorithmselector.demo.ExampleRequest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Over REST, HTTP/1.1. */
final class RestCaller implements Caller {
    static final String PATH = "/v1/models/algorithm-selector:predict";
    private static final String BODY = ExampleRequest.PREDICT.text();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String address;
    private final HttpClient client;

    /** Answers are few and the same again and again: each is read once. */
    private final Map<String, String> outcomes = new ConcurrentHashMap<>();

    RestCaller(String address) {
        this.address = address;
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @Override
    public Answer call(Map<String, String> headers) {
        long began = System.nanoTime();
        String outcome;
        try {
            outcome = outcome(send("POST", PATH, BODY, headers));
        } catch (IOException e) {
            outcome = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = e.toString();
        }
        return new Answer(outcome, System.nanoTime() - began);
    }

    /** Any other request; the path is sent as it is. */
    HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(LIMIT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String outcome(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return "HTTP " + response.statusCode() + " "
                    + response.body().lines().findFirst().orElse("");
        }
        String version = response.headers().firstValue("x-model-version").orElse("none");
        return outcomes.computeIfAbsent(version + response.body(), key -> read(version, response.body()));
    }

    private static String read(String version, String body) {
        if (!version.matches("[12]")) {
            return "x-model-version: " + version;
        }
        JsonPath answer = JsonPath.from(body).setRootPath("predictions[0]");
        return Reference.outcome(
                Integer.parseInt(version),
                answer.getString("algorithm"),
                answer.getList("scores", Double.class),
                answer.getList("expected_error", Double.class));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
