package io.algorithmselector.api.parity;

import io.algorithmselector.api.parity.Outcome.Answered;
import io.algorithmselector.api.parity.Outcome.Refused;
import io.algorithmselector.model.DataType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The two REST interfaces. */
final class RestFaces implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    RestFaces(int port) {
        this.port = port;
    }

    @Override
    public void close() {
        client.close();
    }

    /** Column format. */
    Outcome tensorflow(Case asked) throws IOException, InterruptedException {
        String version = asked.version().isEmpty()
                ? ""
                : (asked.versionIsNumber() ? "/versions/" : "/labels/") + asked.version();
        List<String> inputs = new ArrayList<>();
        for (Case.Input input : asked.inputs()) {
            inputs.add("\"" + input.name() + "\": "
                    + nested(input, 0, 0, input.values().size()));
        }
        String body =
                "{\"signature_name\": \"" + asked.signature() + "\", \"inputs\": {" + String.join(", ", inputs) + "}}";
        HttpResponse<String> answer = post("/v1/models/" + asked.model() + version + ":predict", body);
        if (answer.statusCode() != 200) {
            return refused(answer);
        }
        Object outputs = JsonPath.from(answer.body()).get("outputs");
        SortedMap<String, List<Object>> byName = new TreeMap<>();
        if (outputs instanceof Map<?, ?> named) {
            named.forEach((name, value) -> byName.put(String.valueOf(name), flat(value)));
        } else {
            byName.put("", flat(outputs));
        }
        return new Answered(version(answer), byName);
    }

    Outcome openInference(Case asked) throws IOException, InterruptedException {
        String version = asked.version().isEmpty() ? "" : "/versions/" + asked.version();
        List<String> inputs = new ArrayList<>();
        for (Case.Input input : asked.inputs()) {
            inputs.add("{\"name\": \"" + input.name() + "\", \"datatype\": \"" + datatype(input.type())
                    + "\", \"shape\": " + input.shape() + ", \"data\": "
                    + list(input.values().stream().map(RestFaces::json).toList()) + "}");
        }
        String parameters = asked.signature().isEmpty()
                ? ""
                : "\"parameters\": {\"signature_name\": \"" + asked.signature() + "\"}, ";
        String body = "{" + parameters + "\"inputs\": " + list(inputs) + "}";
        HttpResponse<String> answer = post("/v2/models/" + asked.model() + version + "/infer", body);
        if (answer.statusCode() != 200) {
            return refused(answer);
        }
        SortedMap<String, List<Object>> byName = new TreeMap<>();
        List<Map<String, Object>> outputs = JsonPath.from(answer.body()).getList("outputs");
        for (Map<String, Object> output : outputs) {
            byName.put(String.valueOf(output.get("name")), flat(Objects.requireNonNull(output.get("data"))));
        }
        return new Answered(version(answer), byName);
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Refused refused(HttpResponse<String> answer) {
        return new Refused(
                Integer.toString(answer.statusCode()),
                JsonPath.from(answer.body()).getString("error"),
                version(answer));
    }

    private static String version(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-model-version").orElse("");
    }

    private static String nested(Case.Input input, int level, int from, int count) {
        if (level == input.shape().size()) {
            return json(input.values().get(from));
        }
        int length = input.shape().get(level);
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            elements.add(nested(input, level + 1, from + i * (count / length), count / length));
        }
        return list(elements);
    }

    private static String json(Object value) {
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }

    private static String list(List<String> elements) {
        return "[" + String.join(", ", elements) + "]";
    }

    private static List<Object> flat(Object value) {
        List<Object> flat = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> flat.addAll(flat(element)));
        } else {
            flat.add(Outcome.comparable(value));
        }
        return flat;
    }

    static String datatype(DataType type) {
        return switch (type) {
            case FLOAT32 -> "FP32";
            case FLOAT64 -> "FP64";
            case STRING -> "BYTES";
            default -> type.name();
        };
    }
}
