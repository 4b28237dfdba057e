package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.ABORT;
import static io.algorithmselector.mesh.IstioFiles.V1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The access logs of the ingress gateway and of the pods' proxies: what failed, and nothing else. */
@Mesh(mutualTls = true)
class TelemetryMeshIT {
    private static final String GATEWAY = "algorithm-selector_telemetry_gateway.yaml";
    private static final String PODS = "algorithm-selector_telemetry.yaml";
    private static final String ABSENT = "/v1/models/absent:predict";
    private static final String STATUS = "tensorflow.serving.ModelService/GetModelStatus";

    /** Envoy writes its log every ten seconds. */
    private static final int WRITTEN = 12_000;

    private final MeshStack mesh;
    private final PodPolicies policies;

    TelemetryMeshIT(MeshStack mesh) {
        this.mesh = mesh;
        policies = new PodPolicies(mesh);
    }

    @BeforeEach
    void open() throws Exception {
        policies.remove();
    }

    @AfterEach
    void silent() throws Exception {
        mesh.deleteIn("istio-system", "telemetry", "algorithm-selector");
        mesh.kubectl("delete", "telemetry", "--all", "-n", "algorithm-selector");
        mesh.apply(V1);
    }

    @Test
    void gateway_logsWhatFailed_andNothingElse() throws Exception {
        mesh.apply(ABORT);
        long before = atGateway().size();
        assertThat(failedOf(50, Wire.REST)).isPositive();
        Thread.sleep(WRITTEN);
        assertThat(atGateway()).as("without telemetry").hasSize((int) before);

        mesh.apply(GATEWAY);
        long failed = failedOf(100, Wire.REST) + failedOf(100, Wire.GRPC);
        MeshStack.await("what failed is in the log", () -> atGateway().size() >= before + failed);
        List<String> all = atGateway();
        assertThat(all.subList((int) before, all.size()))
                .hasSize((int) failed)
                .allMatch(line -> line.contains("fault_filter_abort"));
    }

    /** By connections of their own: those that are open keep the log with which they began. */
    private static long failedOf(int requests, Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            return Load.of(requests, caller).failed();
        }
    }

    private static List<String> atGateway() throws IOException {
        return lines("gateway", ".*\"POST /(v1/models|tensorflow).*");
    }

    @Test
    void pods_logWhatFailed_andNothingElse() throws Exception {
        assertThat(ask("POST", 8501, ABSENT)).startsWith("404");
        Thread.sleep(WRITTEN);
        assertThat(atPod()).as("without telemetry").isEmpty();

        mesh.kubectl("apply", "-f", "istio/" + PODS);
        MeshStack.await("the pod's proxy logs", () -> {
            ask("POST", 8501, ABSENT);
            return !atPod().isEmpty();
        });
        Thread.sleep(WRITTEN);
        int before = atPod().size();
        for (int i = 0; i < 5; i++) {
            assertThat(ask("POST", 8501, ABSENT)).startsWith("404");
            assertThat(ask("POST", 8501, Curl.PREDICT)).startsWith("200");
            assertThat(ask("GRPC", 8500, STATUS)).startsWith("INVALID_ARGUMENT");
            assertThat(ask("GRPC", 8500, "grpc.health.v1.Health/Check")).isEqualTo("OK");
        }
        MeshStack.await("what failed is in the log", () -> atPod().size() >= before + 10);
        List<String> all = atPod();
        assertThat(all.subList(before, all.size()))
                .hasSize(10)
                .allMatch(line -> line.contains(ABSENT) || line.contains(STATUS));
    }

    private String ask(String method, int port, String path) throws IOException, InterruptedException {
        return policies.ask("forecaster", method, port, path);
    }

    private static List<String> atPod() throws IOException {
        return lines("v1", ".*\"(GET|POST) /.*");
    }

    private static List<String> lines(String proxy, String pattern) throws IOException {
        return Files.readString(MeshStack.RUN.resolve("agent-" + proxy + ".log"))
                .lines()
                .filter(line -> line.matches(pattern))
                .toList();
    }
}
