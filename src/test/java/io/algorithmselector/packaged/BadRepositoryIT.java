package io.algorithmselector.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.demo.EmbeddedS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A store that refuses, lacks or mangles a model: the gateway stays up, is not ready or serves the rest, and says why. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRepositoryIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private EmbeddedS3 s3;

    @BeforeAll
    void start() throws Exception {
        s3 = EmbeddedS3.start(0, "access", "secret");
        s3.createBucket("featurestore");
        s3.upload(Path.of("models", "algorithm-selector"), "featurestore", "good");
        s3.upload(Path.of("models", "algorithm-selector", "1"), "featurestore", "mixed/1");
        s3.put("featurestore", "mixed/2/saved_model.pb", new byte[] {1, 2, 3});
    }

    @AfterAll
    void stop() {
        s3.close();
    }

    @Test
    void corruptVersion_leavesTheOtherAvailableAndShowsWhy() throws Exception {
        Path catalogue = Files.writeString(
                folder.resolve("mixed.yaml"),
                "models: {m: {basePath: 's3://featurestore/mixed', versions: {policy: all}}}");
        try (PackagedGateway gateway = start(catalogue.toString(), "secret").awaitReady()) {
            String status = gateway.get(gateway.restPort, "/v1/models/m").body();
            assertThat(status).containsPattern("\"version\": ?\"1\",\\s*\"state\": ?\"AVAILABLE\"");
            assertThat(status).containsPattern("\"version\": ?\"2\",\\s*\"state\": ?\"END\"");
            assertThat(status).contains("saved_model.pb");
        }
    }

    @Test
    void wrongSecret_isNotReadyAndNamesBucketAndAccess() throws Exception {
        assertNotReady(
                start(model("s3://featurestore/good"), "not-the-secret"),
                "featurestore",
                "ACCESS|access|denied|refused");
    }

    @Test
    void missingBucket_isNotReadyAndNamesIt() throws Exception {
        assertNotReady(start(model("s3://nowhere/good"), "secret"), "nowhere", "no such bucket|does not exist|absent");
    }

    private PackagedGateway start(String catalogue, String secret) throws Exception {
        Map<String, String> environment = S3Environment.of(s3, "SELECTOR_CATALOG", catalogue, folder.resolve("cache"));
        environment.put("AWS_SECRET_ACCESS_KEY", secret);
        return PackagedGateway.start(folder, environment);
    }

    private String model(String basePath) throws Exception {
        return Files.writeString(
                        Files.createTempFile(folder, "catalog", ".yaml"), "models: {m: {basePath: '" + basePath + "'}}")
                .toString();
    }

    private static void assertNotReady(PackagedGateway started, String name, String reason) throws Exception {
        try (PackagedGateway gateway = started) {
            Instant limit = Instant.now().plus(LIMIT);
            while (!gateway.output().contains(name) && Instant.now().isBefore(limit)) {
                Thread.sleep(100);
            }
            assertThat(gateway.output()).contains(name).containsPattern("(?i)" + reason);
            assertThat(gateway.output()).doesNotContain("not-the-secret");
            assertThat(gateway.get(gateway.managementPort, "/q/health/ready").statusCode())
                    .isEqualTo(503);
            assertThat(gateway.get(gateway.managementPort, "/q/health/live").statusCode())
                    .isEqualTo(200);
        }
    }
}
