package io.algorithmselector.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code src/mesh/stack} as a test drives it; the files are applied by {@code kubectl}, as an operator does. */
final class MeshStack {
    private static final String SCRIPT = "src/mesh/stack";
    private static final String NAMESPACE = "algorithm-selector";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Where it writes: process ids, logs, certificates. */
    static final Path RUN = Path.of(setting("MESH_RUN"));

    /** Besides the test's own, which {@code src/mesh/stack env} tells: the folders and the programs of one and the same stack. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("JAVA_HOME", System.getProperty("java.home"), "MESH_CACHE", setting("MESH_CACHE"));

    private MeshStack() {}

    private static String setting(String name) {
        @Nullable String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set: scripts/test-mesh, or eval \"$(src/mesh/stack env)\"");
        }
        return value;
    }

    /** Starts it as the READMEs say: both versions, one pod each, and the state in which version 1 answers everything. */
    static MeshStack up(boolean mutualTls) throws IOException, InterruptedException {
        MeshStack stack = new MeshStack();
        // leaves nothing behind if it fails, and what somebody else has started alone
        stack.script(mutualTls ? new String[] {"up", "--mtls"} : new String[] {"up"});
        try {
            stack.kubectl("apply", "-k", "k8s/overlays/production");
            stack.pod("v1", 1);
            stack.pod("v2", 2);
            stack.setUp();
            return stack;
        } catch (AssertionError | IOException | InterruptedException e) {
            stack.down();
            throw e;
        }
    }

    /** What {@code istio/README.md} says is to be applied once, in its order. */
    void setUp() throws IOException, InterruptedException {
        long before = Envoy.updates();
        shell(Readme.block("istio/README.md", "algorithm-selector_gateway_service_patch.yaml"));
        Envoy.awaitUpdate(before);
    }

    /** Runs commands as they are typed. */
    String shell(String commands) throws IOException, InterruptedException {
        return run("bash", "-euc", commands);
    }

    /** Starts a pod of the Deployment that its name begins with, on {@code 127.0.0.<number>}, and waits until it is in the mesh. */
    void pod(String name, int number) throws IOException, InterruptedException {
        script("pod", name, "algorithm-selector-" + name.substring(0, 2), Integer.toString(number));
    }

    /** Ends a pod as Kubernetes does, and waits for it. */
    void stop(String pod) throws IOException, InterruptedException {
        script("stop", pod);
    }

    /** Puts what listens at an address into the mesh, as a pod of a version. */
    void enter(String name, String version, String address) throws IOException, InterruptedException {
        applyText("""
                {"apiVersion": "networking.istio.io/v1", "kind": "WorkloadEntry",
                 "metadata": {"name": "%s", "namespace": "%s"},
                 "spec": {"address": "%s", "labels": {"app": "algorithm-selector", "version": "%s"}}}
                """.formatted(name, NAMESPACE, address, version));
        Envoy.awaitEndpoint(address);
    }

    /** Takes it out: of a pod whose container died nobody else does, as of a node that is gone. */
    void leave(String name) throws IOException, InterruptedException {
        kubectl("delete", "workloadentry", name, "-n", NAMESPACE, "--ignore-not-found");
    }

    /** Sends a signal to a pod's container: {@code KILL}, {@code STOP}, {@code CONT}. */
    void signal(String pod, String signal) throws IOException, InterruptedException {
        String pid = Files.readString(RUN.resolve("container-" + pod + ".pid"));
        run("kill", "-" + signal, pid.substring(0, pid.indexOf(' ')));
    }

    String podLog(String pod) throws IOException {
        return Files.readString(RUN.resolve("pod-" + pod + ".log"));
    }

    String script(String... words) throws IOException, InterruptedException {
        return run(Stream.concat(Stream.of(SCRIPT), Stream.of(words)).toArray(String[]::new));
    }

    /** @return its output; an {@link AssertionError} with it if it fails */
    String kubectl(String... words) throws IOException, InterruptedException {
        return run(Stream.concat(Stream.of("kubectl"), Stream.of(words)).toArray(String[]::new));
    }

    String run(String... words) throws IOException, InterruptedException {
        return tried("", words).orFail(List.of(words)).output();
    }

    /** Runs it, whatever comes of it. */
    Command tried(String input, String... words) throws IOException, InterruptedException {
        // by env, as the JDK looks for programs on its own PATH
        return Command.run(
                ENVIRONMENT,
                input,
                Stream.concat(Stream.of("env"), Stream.of(words)).toList());
    }

    /** Applies files of {@code istio/} and waits until Envoy has them, if they change anything that it sees. */
    void apply(String... files) throws IOException, InterruptedException {
        long before = Envoy.updates();
        StringBuilder output = new StringBuilder();
        for (String file : files) {
            output.append(kubectl("apply", "-f", "istio/" + file));
        }
        if (output.toString().contains("configured") || output.toString().contains("created")) {
            Envoy.awaitUpdate(before);
        }
    }

    /** Applies YAML of the test's own. */
    void applyText(String yaml) throws IOException, InterruptedException {
        List<String> words = List.of("kubectl", "apply", "-f", "-");
        tried(yaml, words.toArray(String[]::new)).orFail(words);
    }

    /** Changes one object by a JSON patch, and waits until Envoy has it. */
    void patch(String kind, String name, String patch) throws IOException, InterruptedException {
        long before = Envoy.updates();
        kubectl("patch", kind, name, "-n", NAMESPACE, "--type=json", "-p", patch);
        Envoy.awaitUpdate(before);
    }

    /** Deletes one object, if it is there, and waits until Envoy knows. */
    void delete(String kind, String name) throws IOException, InterruptedException {
        deleteIn(NAMESPACE, kind, name);
    }

    void deleteIn(String namespace, String kind, String name) throws IOException, InterruptedException {
        long before = Envoy.updates();
        if (kubectl("delete", kind, name, "-n", namespace, "--ignore-not-found").contains("deleted")) {
            Envoy.awaitUpdate(before);
        }
    }

    /**
     * Waits until ten answers in a row are of a version, which may have been taken out before.
     *
     * @return how many requests that took
     */
    static int awaitAnswers(Wire wire, int version) throws IOException, InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        try (Caller caller = wire.caller()) {
            await("version " + version + " answers", () -> {
                asked.addAndGet(10);
                return Load.of(10, caller).of(version) == 10;
            });
        }
        return asked.get();
    }

    /** Asks again and again until it is so; an {@link AssertionError} that says what was awaited after a minute. */
    static void await(String what, Condition condition) throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(LIMIT);
        while (!condition.holds()) {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            Thread.sleep(50);
        }
    }

    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Stops all of it, the pods as Kubernetes does. */
    void down() throws IOException, InterruptedException {
        script("down");
    }
}
