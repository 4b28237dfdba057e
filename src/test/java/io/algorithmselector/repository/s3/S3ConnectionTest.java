package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Region and credentials as a process gets them from its environment, which no running JVM can change: each test asks
 * another process to list a repository.
 */
@Timeout(120)
final class S3ConnectionTest {
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "key-of-the-environment", "AWS_SECRET_ACCESS_KEY", "secret");

    @TempDir
    Path folder;

    private FaultyS3 store;

    @BeforeEach
    void start() throws IOException {
        store = new FaultyS3();
        store.put("m/1/saved_model.pb", "graph");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void credentials_webIdentity_comeFromTheTokenService() throws Exception {
        try (StandInSts sts = new StandInSts()) {
            String output = list(
                    store.endpoint().toString(),
                    "eu-central-2",
                    webIdentity(sts.endpoint().toString()));
            assertThat(output).isEqualTo("[1]");
            assertThat(sts.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request)
                            .containsEntry("Action", "AssumeRoleWithWebIdentity")
                            .containsEntry("RoleArn", "arn:aws:iam::123456789012:role/gateway")
                            .containsEntry("WebIdentityToken", "the-identity-token"));
            assertThat(signature())
                    .contains("Credential=" + StandInSts.ACCESS_KEY + "/")
                    .contains("x-amz-security-token")
                    // The region that is configured, not the environment's.
                    .contains("/eu-central-2/s3/");
        }
    }

    /** An outage must not look like a refusal: what is cached is served in an outage only. */
    @Test
    void credentials_tokenServiceThatCannotBeReached_isNetwork() throws Exception {
        String nobody = "http://127.0.0.1:" + closedPort();
        assertThat(list(store.endpoint().toString(), "eu-central-2", webIdentity(nobody)))
                .startsWith("NETWORK s3://bucket/m: no credentials for now: WebIdentityTokenFileCredentialsProvider")
                .contains("Connection refused");
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void credentials_noToken_isAccess() throws Exception {
        Map<String, String> environment = new TreeMap<>(webIdentity("http://127.0.0.1:1"));
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", folder.resolve("absent").toString());
        assertThat(list(store.endpoint().toString(), "eu-central-2", environment))
                .startsWith("ACCESS s3://bucket/m: no credentials: ")
                .contains("absent");
    }

    @Test
    void credentials_none_isAccessAndSaysSo() throws Exception {
        assertThat(list(store.endpoint().toString(), "eu-central-1", Map.of()))
                .startsWith("ACCESS s3://bucket/m: no credentials: ");
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void region_notConfigured_isThatOfTheEnvironment() throws Exception {
        Map<String, String> environment = new TreeMap<>(KEYS);
        environment.put("AWS_REGION", "ap-south-1");
        list(store.endpoint().toString(), "", environment);
        assertThat(signature()).contains("/ap-south-1/s3/");
    }

    @Test
    void region_unknownWithAnEndpoint_isUsEast1() throws Exception {
        list(store.endpoint().toString(), "", KEYS);
        assertThat(signature()).contains("/us-east-1/s3/");
    }

    @Test
    void region_unknownWithoutAnEndpoint_isRefusedWithWhatToSet() throws Exception {
        assertThat(list("", "", KEYS))
                .startsWith("ACCESS no AWS region is known: set selector.s3.region or AWS_REGION");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Map<String, String> webIdentity(String tokenService) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "the-identity-token");
        return Map.of(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                token.toString(),
                "AWS_ROLE_ARN",
                "arn:aws:iam::123456789012:role/gateway",
                "AWS_ENDPOINT_URL_STS",
                tokenService,
                "AWS_REGION",
                "eu-central-1");
    }

    private String signature() {
        @Nullable String authorization = store.authorizations().getFirst();
        return String.valueOf(authorization);
    }

    /** @return the versions' numbers, or the failure's kind and message */
    private String list(String endpoint, String region, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-cp",
                System.getProperty("java.class.path"),
                Listing.class.getName(),
                endpoint,
                region,
                folder.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_CONFIG_FILE", folder.resolve("none").toString());
        builder.environment()
                .put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }
}
