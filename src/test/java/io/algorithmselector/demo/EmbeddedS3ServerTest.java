package io.algorithmselector.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

@Timeout(120)
final class EmbeddedS3ServerTest {
    private static final Pattern READY =
            Pattern.compile("embedded S3 is ready at (http://127\\.0\\.0\\.1:\\d+) with buckets \\[featurestore]");

    @TempDir
    Path folder;

    @Test
    void server_started_servesTheFilesAndGoesWithoutTrace() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("models/a/1")).resolve("saved_model.pb"), "graph");
        Path catalogue = Files.writeString(folder.resolve("catalog.yaml"), "models: {}");
        Process process = start(
                "0",
                folder.resolve("models") + "=featurestore/models",
                catalogue + "=featurestore/catalogs/catalog.yaml");
        try (BufferedReader output = process.inputReader()) {
            Matcher ready = READY.matcher(String.valueOf(output.readLine()));
            assertThat(ready.matches()).isTrue();
            try (S3Client client = client(URI.create(ready.group(1)))) {
                assertThat(read(client, "models/a/1/saved_model.pb")).isEqualTo("graph");
                assertThat(read(client, "catalogs/catalog.yaml")).isEqualTo("models: {}");
            }
            // SIGTERM; destroy() of the process itself would close its output as well.
            process.toHandle().destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(output.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
        assertThat(errors()).isEmpty();
        try (Stream<Path> left = Files.list(temporary())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void server_portTaken_saysSoInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start(Integer.toString(taken.getLocalPort()));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(errors())
                    .isEqualTo(
                            "embedded S3: port " + taken.getLocalPort() + " of 127.0.0.1 is taken; name another one\n");
        }
    }

    @Test
    void server_missingFolder_isNamed() throws Exception {
        Process process = start("0", folder.resolve("absent") + "=featurestore/models");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(errors()).isEqualTo("embedded S3: " + folder.resolve("absent") + " does not exist\n");
    }

    private Path temporary() throws IOException {
        return Files.createDirectories(folder.resolve("tmp"));
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("errors"));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedS3Server.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().put("AWS_ACCESS_KEY_ID", "demo");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "demo-secret");
        return builder.start();
    }

    private static S3Client client(URI endpoint) {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("demo", "demo-secret")))
                .build();
    }

    private static String read(S3Client client, String key) {
        return client.getObjectAsBytes(request -> request.bucket("featurestore").key(key))
                .asString(UTF_8);
    }
}
