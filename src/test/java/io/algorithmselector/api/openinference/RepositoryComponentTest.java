package io.algorithmselector.api.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The repository's routes with administration switched on, and a model of which there is no version. */
@QuarkusTest
@TestProfile(RepositoryComponentTest.Profile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RepositoryComponentTest {
    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    /** A catalogue of one model with an empty folder. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path folder = Files.createTempDirectory("repository");
                Path model = Files.createDirectory(folder.resolve("empty"));
                Path catalogue = Files.writeString(
                        folder.resolve("catalog.yaml"), "models: {empty: {basePath: '" + model + "'}}\n");
                return Map.of("selector.catalog", catalogue.toString(), "selector.admin.enabled", "true");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/repository/" + path))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @BeforeEach
    void loadedOnceMore() throws IOException, InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!post("index", "").body().contains("empty") && System.nanoTime() < until) {
            Thread.sleep(50);
        }
    }

    @Test
    void load_ofAModelWithoutVersions_isTheReason() throws IOException, InterruptedException {
        HttpResponse<String> response = post("models/empty/load", "");
        assertThat(response.body()).startsWith("{\"error\": \"failed to load empty: ");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(post("index", "{}").body())
                .startsWith("[{\"name\":\"empty\",\"state\":\"UNAVAILABLE\",\"reason\":\"")
                .doesNotContain("\"reason\":\"\"");
        assertThat(post("index", "{\"ready\": true}").body()).isEqualTo("[]");
    }

    /** First: what is not wanted any more does not keep the server from being ready, and it stays so. */
    @Test
    @Order(1)
    void health_ofAServerThatIsNotReady_is400WithoutABody() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void unload_isAnEmptyAnswer_andTheIndexSaysSo() throws IOException, InterruptedException {
        HttpResponse<String> response = post("models/empty/unload", "{\"parameters\": {\"unload_dependents\": true}}");
        assertThat(response.body()).isEmpty();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(post("index", "").body())
                .isEqualTo("[{\"name\":\"empty\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "models/none/load | '' | 404 | Request for unknown model: 'none' is not found",
                "models/none/unload | {} | 404 | Request for unknown model: 'none' is not found",
                "models/empty/load | {\"parameters\": {\"config\": \"{}\"}} | 501 | the load parameter 'config' is not supported",
                "models/empty/load | {\"parameters\": {\"file:1/saved_model.pb\": \"AA==\"}} | 501 | the load parameter 'file:1/saved_model.pb' is not supported",
                "models/empty/load | {\"parameters\": {\"fast\": true}} | 400 | unexpected parameter 'fast' of the load request",
                "models/empty/unload | {\"parameters\": {\"fast\": true}} | 400 | unexpected parameter 'fast' of the unload request",
                "models/empty/load | {\"parameters\": 1} | 400 | the parameters of the request is not an object",
                "models/empty/load | x | 400 | the request is not an object",
                "models/empty/unload | {} {} | 400 | JSON Parse error: The document root must not be followed"
            })
    void change_thatIsNotPossible_saysWhy(String path, String body, int status, String error)
            throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, body);
        assertThat(response.body()).startsWith("{\"error\": \"" + error);
        assertThat(response.statusCode()).isEqualTo(status);
    }
}
