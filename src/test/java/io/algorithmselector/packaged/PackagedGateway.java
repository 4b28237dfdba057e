package io.algorithmselector.packaged;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, on free ports, with none of this process's settings. */
public final class PackagedGateway implements AutoCloseable {
    private static final Path JAR = Path.of(
                    System.getProperty("packaged.gateway", "target/quarkus-app/quarkus-run.jar"))
            .toAbsolutePath();
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path output;
    private final Path errors;
    public final int restPort;
    public final int grpcPort;
    final int managementPort;

    private PackagedGateway(int restPort, Path workingDirectory, Map<String, String> environment, List<String> flags)
            throws IOException {
        this.restPort = restPort;
        grpcPort = freePort();
        managementPort = freePort();
        output = Files.createTempFile("gateway", ".out");
        errors = Files.createTempFile("gateway", ".err");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags);
        command.addAll(List.of(
                "-Dquarkus.http.port=" + restPort,
                "-Dquarkus.grpc.server.port=" + grpcPort,
                "-Dquarkus.management.port=" + managementPort,
                "-jar",
                JAR.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(TENSORFLOW|TF|SELECTOR|QUARKUS|AWS|JAVA)_.*"));
        // the models of a test are as old as the test
        builder.environment().put("SELECTOR_REPOSITORY_SETTLE_TIME", "0s");
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Starts it and waits for nothing. */
    public static PackagedGateway start(Path workingDirectory, Map<String, String> environment, String... flags)
            throws IOException {
        return new PackagedGateway(freePort(), workingDirectory, environment, List.of(flags));
    }

    /** Starts it with a REST port that the caller chooses. */
    static PackagedGateway startOn(int restPort, Path workingDirectory) throws IOException {
        return new PackagedGateway(restPort, workingDirectory, Map.of(), List.of());
    }

    /** Waits until it is ready; fails with its log if it ends or takes too long. */
    public PackagedGateway awaitReady() throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!ready()) {
            if (!process.isAlive() || Instant.now().isAfter(limit)) {
                throw new AssertionError("not ready:\n" + output() + errors());
            }
            Thread.sleep(50);
        }
        return this;
    }

    /** Asks it to end, as a container runtime does, and does not wait. */
    void terminate() {
        process.destroy();
    }

    boolean running() {
        return process.isAlive();
    }

    /** Waits until it ends by itself and gives its exit code. */
    int awaitExit() throws InterruptedException, IOException {
        if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running:\n" + output() + errors());
        }
        return process.exitValue();
    }

    boolean ready() throws InterruptedException {
        try {
            return get(managementPort, "/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until a probe answers at all, and then until it answers that; false if it does not within the limit. */
    boolean awaitProbe(String path, int status) throws InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (process.isAlive() && Instant.now().isBefore(limit)) {
            try {
                if (get(managementPort, path).statusCode() == status) {
                    return true;
                }
            } catch (IOException notYet) {
                // it does not listen yet
            }
            Thread.sleep(50);
        }
        return false;
    }

    /** Waits until it has printed that. */
    void awaitOutput(String text) throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!output().contains(text)) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("not printed: " + text + "\n" + output() + errors());
            }
            Thread.sleep(50);
        }
    }

    /** What gRPC's health service says of a name: a serving status, or the code of its refusal. */
    String health(String service) {
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.newBuilder().setService(service).build())
                    .getStatus()
                    .name();
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode().name();
        } finally {
            channel.shutdownNow();
        }
    }

    public long pid() {
        return process.pid();
    }

    HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(port, path)).GET());
    }

    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(restPort, path)).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public String output() throws IOException {
        return Files.readString(output);
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Asks it to end, as a container runtime does, and waits. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end within a minute:\n" + output());
            }
            Files.delete(output);
            Files.delete(errors);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            client.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
