package io.algorithmselector.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a start ends, and what it prints. */
class StartIT {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath();
    private static final String LOG_LINE = "\\d{4}-\\d\\d-\\d\\dT\\S+ (INFO |DEBUG) .*";

    @TempDir
    Path folder;

    @Test
    void start_inTheRepository_servesTheSampleModelsQuietly() throws Exception {
        try (PackagedGateway gateway =
                PackagedGateway.start(REPOSITORY, Map.of()).awaitReady()) {
            assertThat(gateway.get(gateway.restPort, "/v1/models/algorithm-selector")
                            .body())
                    .contains("\"version\":\"1\"", "\"version\":\"2\"")
                    .contains("AVAILABLE");
            assertThat(gateway.errors()).isEmpty();
            assertThat(gateway.output().lines()).allMatch(line -> line.matches(LOG_LINE));
            assertThat(gateway.output())
                    .containsPattern("Algorithm Selector \\S+: REST 127.0.0.1:" + gateway.restPort + ", gRPC 127.0.0.1:"
                            + gateway.grpcPort + ", management 127.0.0.1:" + gateway.managementPort);
            assertThat(gateway.health("")).isEqualTo("SERVING");
            assertThat(gateway.health("algorithm-selector")).isEqualTo("SERVING");
            assertThat(gateway.health("nobody")).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void start_inAnyFolder_findsTensorFlowBesideTheJar() throws Exception {
        Path catalogue = REPOSITORY.resolve("models/catalog.yaml");
        try (PackagedGateway gateway = PackagedGateway.start(folder, Map.of("SELECTOR_CATALOG", catalogue.toString()))
                .awaitReady()) {
            assertThat(gateway.errors()).isEmpty();
        }
    }

    @Test
    void start_withOneModelFromSettings_servesItsNewestVersion() throws Exception {
        Map<String, String> environment = Map.of(
                "SELECTOR_MODEL_NAME",
                "mine",
                "SELECTOR_MODEL_BASE_PATH",
                REPOSITORY.resolve("models/algorithm-selector").toString());
        try (PackagedGateway gateway =
                PackagedGateway.start(folder, environment).awaitReady()) {
            assertThat(gateway.get(gateway.restPort, "/v1/models/mine").body())
                    .contains("\"version\":\"2\"", "AVAILABLE");
        }
    }

    @Test
    void start_withoutACatalogue_endsWithCodeOneAndThePath() throws Exception {
        assertFailedStart(Map.of(), "models/catalog.yaml");
    }

    @Test
    void start_withAnInvalidCatalogue_endsWithCodeOneFileLineAndReason() throws Exception {
        Path catalogue = Files.writeString(folder.resolve("catalog.yaml"), "models:\n  m:\n    basPath: x\n");
        assertFailedStart(Map.of("SELECTOR_CATALOG", catalogue.toString()), catalogue.toString(), "line 3", "basPath");
    }

    @Test
    void start_withAnUnknownSetting_endsWithCodeOneAndItsName() throws Exception {
        assertFailedStart(Map.of("SELECTOR_CATALOGUE", "x"), "SELECTOR_CATALOGUE");
    }

    @Test
    void start_withAnUnknownProperty_endsWithCodeOneAndItsName() throws Exception {
        assertFailedStart(PackagedGateway.start(folder, Map.of(), "-Dselector.catalogue=x"), "selector.catalogue");
    }

    @Test
    void start_withValuesThatCannotBeMeant_endsWithCodeOneAndAllOfThem() throws Exception {
        Map<String, String> environment = Map.of(
                "SELECTOR_LIFECYCLE_LOAD_THREADS", "0",
                "SELECTOR_LIFECYCLE_DRAIN_LIMIT", "-1s",
                "SELECTOR_LIMITS_REQUEST_SIZE", "0",
                "SELECTOR_S3_ENDPOINT", "localhost:9000",
                "SELECTOR_S3_REGION", " ",
                "SELECTOR_CATALOG", "s3://bucket");
        assertFailedStart(
                environment,
                "selector.lifecycle.load-threads is 0",
                "selector.lifecycle.drain-limit is PT-1S",
                "selector.limits.request-size is 0",
                "selector.s3.endpoint: the S3 endpoint localhost:9000",
                "selector.s3.region is ' '",
                "selector.catalog: 's3://bucket'");
    }

    @Test
    void start_withAValueThatDoesNotConvert_endsWithCodeOneKeyAndValue() throws Exception {
        assertFailedStart(Map.of("SELECTOR_LIMITS_REQUEST_SIZE", "abc"), "selector.limits.request-size", "\"abc\"");
    }

    @Test
    void start_whileTheCataloguesStoreIsDead_isStartedAndNotReadyAndSaysSo() throws Exception {
        Map<String, String> environment = Map.of(
                "SELECTOR_CATALOG", "s3://featurestore/catalog.yaml",
                "SELECTOR_S3_ENDPOINT", "http://127.0.0.1:" + deadPort(),
                "SELECTOR_S3_PATH_STYLE", "true",
                "AWS_ACCESS_KEY_ID", "any",
                "AWS_SECRET_ACCESS_KEY", "any");
        try (PackagedGateway gateway = PackagedGateway.start(folder, environment)) {
            assertThat(gateway.awaitProbe("/q/health/started", 200)).isTrue();
            assertThat(gateway.awaitProbe("/q/health/ready", 503)).isTrue();
            assertThat(gateway.awaitProbe("/q/health/live", 200)).isTrue();
            assertThat(gateway.get(gateway.restPort, "/v1/models/m").statusCode())
                    .isEqualTo(503);
            assertThat(gateway.post("/v1/models/m:predict", "{\"instances\": [1]}")
                            .body())
                    .contains("no catalogue has been read yet");
            assertThat(gateway.health("")).isEqualTo("NOT_SERVING");
            gateway.awaitOutput("catalogue s3://featurestore/catalog.yaml: ");
            assertThat(gateway.output()).doesNotContain("\tat ");
        }
    }

    /** On which nobody listens any more. */
    private static int deadPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void start_withAModelNameAlone_endsWithCodeOneAndBothNames() throws Exception {
        assertFailedStart(Map.of("SELECTOR_MODEL_NAME", "mine"), "selector.model.name", "selector.model.base-path");
    }

    @Test
    void start_withACatalogueAndAModel_endsWithCodeOneAndBothNames() throws Exception {
        Map<String, String> environment =
                Map.of("SELECTOR_MODEL_NAME", "mine", "SELECTOR_MODEL_BASE_PATH", "/m", "SELECTOR_CATALOG", "c.yaml");
        assertFailedStart(PackagedGateway.start(folder, environment), "selector.catalog", "selector.model.name");
    }

    @Test
    void start_withAServiceNamedSelectorInKubernetes_isNoUnknownSetting() throws Exception {
        Map<String, String> environment = Map.of(
                "SELECTOR_SERVICE_HOST", "10.0.0.1",
                "SELECTOR_PORT_8501_TCP_ADDR", "10.0.0.1",
                "SELECTOR_PORT", "tcp://10.0.0.1:8501");
        try (PackagedGateway gateway =
                PackagedGateway.start(REPOSITORY, environment).awaitReady()) {
            assertThat(gateway.errors()).isEmpty();
        }
    }

    @Test
    void start_withATakenPort_endsWithCodeOneAndThePort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PackagedGateway gateway = PackagedGateway.startOn(taken.getLocalPort(), REPOSITORY)) {
            assertThat(gateway.awaitExit()).isEqualTo(1);
            assertThat(gateway.output() + gateway.errors()).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    private void assertFailedStart(Map<String, String> environment, String... texts) throws Exception {
        assertFailedStart(PackagedGateway.start(folder, environment), texts);
    }

    private static void assertFailedStart(PackagedGateway started, String... texts) throws Exception {
        try (PackagedGateway gateway = started) {
            assertThat(gateway.awaitExit()).isEqualTo(1);
            assertThat(gateway.output() + gateway.errors()).contains(texts).doesNotContain("\tat ");
        }
    }
}
