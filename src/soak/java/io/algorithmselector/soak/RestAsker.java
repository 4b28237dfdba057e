package io.algorithmselector.soak;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Over the TensorFlow Serving REST API, on kept connections, one for each request on its way. */
final class RestAsker implements Asker {
    private static final Pattern Y = Pattern.compile("\"y\":\\s*\\[\\s*([-0-9.eE+]+)\\s*]");
    private static final Pattern VERSION = Pattern.compile("\"version\":\\s*([0-9]+)");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;

    RestAsker(int port) {
        uri = URI.create("http://127.0.0.1:" + port + "/v1/models/" + MODEL + ":predict");
    }

    @Override
    public long ask(float x) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(30))
                        .POST(BodyPublishers.ofString("{\"inputs\": {\"x\": [" + x + "]}}"))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new WrongAnswerException("status " + response.statusCode() + ": " + response.body());
        }
        String told = response.headers().firstValue("x-model-version").orElse("-1");
        return Asker.agreed(
                x,
                Float.parseFloat(found(Y, response.body())),
                Long.parseLong(found(VERSION, response.body())),
                Long.parseLong(told));
    }

    private static String found(Pattern pattern, String body) throws WrongAnswerException {
        Matcher matcher = pattern.matcher(body);
        if (!matcher.find()) {
            throw new WrongAnswerException("no " + pattern + " in " + body);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
