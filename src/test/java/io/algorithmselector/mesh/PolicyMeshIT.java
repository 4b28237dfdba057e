package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.PodPolicies.ALLOW;
import static io.algorithmselector.mesh.PodPolicies.DENY;
import static io.algorithmselector.mesh.PodPolicies.GATEWAY;
import static io.algorithmselector.mesh.PodPolicies.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The policies at the pods: who gets in, by which name, to what; together, and each of the two alone. */
@Mesh(mutualTls = true)
class PolicyMeshIT {
    /** The ingress gateway's account as istioctl names it. */
    private static final String HELMLESS = "istio-ingressgateway-service-account";

    private final PodPolicies policies;

    PolicyMeshIT(MeshStack mesh) {
        policies = new PodPolicies(mesh);
    }

    @BeforeEach
    void nobodyIsRefused() throws Exception {
        policies.remove();
    }

    /** @param answer how it begins, or {@link PodPolicies#REFUSED} */
    private record Row(String caller, String method, int port, String path, String answer) {
        boolean refused() {
            return answer.equals(REFUSED);
        }
    }

    /** Each rule of the two policies, allowed and refused by principal, path, and method. */
    private static final List<Row> ROWS = List.of(
            // inference: the ingress gateway, and a caller inside the mesh by name
            new Row(GATEWAY, "POST", 8501, Curl.PREDICT, "200"),
            new Row(GATEWAY, "GET", 8501, "/v1/models/algorithm-selector", "200"),
            new Row(GATEWAY, "GET", 8501, "/v2", "200"),
            new Row(GATEWAY, "GET", 8501, "/", "404 {"),
            new Row("stranger", "GET", 8501, "/", REFUSED),
            new Row(HELMLESS, "POST", 8501, Curl.PREDICT, "200"),
            new Row(HELMLESS, "GRPC", 8500, "tensorflow.serving.PredictionService/Predict", "INVALID_ARGUMENT"),
            new Row(HELMLESS, "POST", 8501, "/v2/repository/index", REFUSED),
            new Row(GATEWAY, "GET", 8501, "/v2/health/live", "200"),
            new Row(GATEWAY, "GET", 8501, "/v2/models/algorithm-selector", "200"),
            new Row(GATEWAY, "DELETE", 8501, "/v1/models/algorithm-selector", REFUSED),
            new Row(GATEWAY, "POST", 8501, "/v2/repository/index", REFUSED),
            new Row(GATEWAY, "GET", 8501, "/q/openapi", REFUSED),
            new Row(GATEWAY, "GRPC", 8500, "tensorflow.serving.PredictionService/Predict", "INVALID_ARGUMENT"),
            new Row(GATEWAY, "GRPC", 8500, "grpc.health.v1.Health/Check", "OK"),
            new Row(GATEWAY, "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex", REFUSED),
            new Row(GATEWAY, "GRPC", 8500, "tensorflow.serving.ModelService/HandleReloadConfigRequest", REFUSED),
            new Row("forecaster", "POST", 8501, Curl.PREDICT, "200"),
            new Row("stranger", "POST", 8501, Curl.PREDICT, REFUSED),
            new Row("prometheus", "POST", 8501, Curl.PREDICT, REFUSED),
            new Row("operator", "POST", 8501, Curl.PREDICT, REFUSED),
            new Row("forecaster", "DELETE", 8501, "/v1/models/algorithm-selector", REFUSED),
            new Row("forecaster", "GRPC", 8500, "tensorflow.serving.PredictionService/Predict", "INVALID_ARGUMENT"),
            new Row("forecaster", "GRPC", 8500, "tensorflow.serving.ModelService/GetModelStatus", "INVALID_ARGUMENT"),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ServerLive", "OK"),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ServerReady", "OK"),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ServerMetadata", "OK"),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ModelInfer", ""),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ModelStreamInfer", ""),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ModelReady", ""),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ModelMetadata", ""),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ModelConfig", ""),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ModelStatistics", ""),
            new Row("forecaster", "GRPC", 8500, "grpc.health.v1.Health/Check", "OK"),
            new Row("stranger", "GRPC", 8500, "tensorflow.serving.PredictionService/Predict", REFUSED),
            new Row("stranger", "GRPC", 8500, "inference.GRPCInferenceService/ServerLive", REFUSED),
            new Row("forecaster", "GRPC", 8500, "tensorflow.serving.SessionService/SessionRun", REFUSED),
            // metrics: the scraper alone
            new Row("prometheus", "GET", 9000, "/q/metrics", "200"),
            new Row("prometheus", "POST", 9000, "/q/metrics", REFUSED),
            new Row("viewer", "GET", 9000, "/q/metrics", REFUSED),
            new Row("forecaster", "GET", 9000, "/q/metrics", REFUSED),
            // health: a namespace
            new Row("viewer", "GET", 9000, "/q/health/ready", "200"),
            new Row("viewer", "GET", 8501, "/v2/health/ready", "200"),
            new Row("prometheus", "GET", 9000, "/q/health/live", "200"),
            new Row("viewer", "POST", 9000, "/q/health/ready", REFUSED),
            new Row("viewer", "POST", 8501, "/v2/health/ready", REFUSED),
            new Row("operator", "GET", 9000, "/q/health/ready", REFUSED),
            new Row("stranger", "GET", 8501, "/v2/health/ready", REFUSED),
            // administration: the operator alone
            new Row("operator", "POST", 8501, "/v2/repository/index", "200"),
            new Row("operator", "GET", 8501, "/v2/repository/index", REFUSED),
            new Row("forecaster", "POST", 8501, "/v2/repository/index", REFUSED),
            new Row("stranger", "POST", 8501, "/v2/repository/models/algorithm-selector/unload", REFUSED),
            new Row("operator", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex", "OK"),
            new Row("operator", "GRPC", 8500, "tensorflow.serving.PredictionService/Predict", REFUSED),
            new Row("operator", "GRPC", 8500, "inference.GRPCInferenceService/ModelInfer", REFUSED),
            // the policies let it through; the gateway refuses it, as administration is not enabled
            new Row(
                    "operator",
                    "GRPC",
                    8500,
                    "inference.GRPCInferenceService/RepositoryModelLoad",
                    "PERMISSION_DENIED"),
            new Row(
                    "operator",
                    "GRPC",
                    8500,
                    "inference.GRPCInferenceService/RepositoryModelUnload",
                    "PERMISSION_DENIED"),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex", REFUSED),
            new Row("stranger", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryModelUnload", REFUSED),
            new Row(
                    "operator",
                    "GRPC",
                    8500,
                    "tensorflow.serving.ModelService/HandleReloadConfigRequest",
                    "PERMISSION_DENIED"),
            new Row("forecaster", "GRPC", 8500, "tensorflow.serving.ModelService/HandleReloadConfigRequest", REFUSED));

    @Test
    void everyRule_allowsAndRefuses() throws Exception {
        for (Row row : ROWS) {
            if (row.refused()) {
                assertThat(ask(row)).as("without policies: " + row).doesNotContain(REFUSED, "UNAVAILABLE");
            }
        }
        policies.apply(ALLOW, DENY);
        List<String> wrong = new ArrayList<>();
        for (Row row : ROWS) {
            String answer = ask(row);
            boolean right = row.refused()
                    ? answer.contains(REFUSED)
                    : answer.startsWith(row.answer()) && !answer.contains(REFUSED) && !answer.contains("UNAVAILABLE");
            if (!right) {
                wrong.add(row + ": " + answer);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** What administers, over REST and gRPC. */
    private static final List<Row> ADMINISTRATION = List.of(
            new Row("", "POST", 8501, "/v2/repository/index", "200"),
            new Row("", "POST", 8501, "/v2/repository/models/algorithm-selector/load", "403 {"),
            new Row("", "POST", 8501, "/v2/repository/models/algorithm-selector/unload", "403 {"),
            new Row("", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex", "OK"),
            new Row("", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryModelLoad", "PERMISSION_DENIED"),
            new Row("", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryModelUnload", "PERMISSION_DENIED"),
            new Row(
                    "",
                    "GRPC",
                    8500,
                    "tensorflow.serving.ModelService/HandleReloadConfigRequest",
                    "PERMISSION_DENIED"));

    @Test
    void administration_isRefusedByEachPolicyAlone_exceptToTheOperator() throws Exception {
        for (String policy : List.of(ALLOW, DENY)) {
            policies.remove();
            assertAdministration(List.of("operator", "forecaster", GATEWAY), List.of());
            policies.apply(policy);
            assertAdministration(List.of("operator"), List.of("forecaster", GATEWAY, "stranger"));
        }
        // the second denies nothing else
        assertThat(policies.ask("stranger", "POST", 8501, Curl.PREDICT)).startsWith("200");
    }

    private void assertAdministration(List<String> let, List<String> refused) throws Exception {
        for (Row row : ADMINISTRATION) {
            for (String caller : let) {
                assertThat(policies.ask(caller, row.method(), row.port(), row.path()))
                        .as(caller + " asks for " + row.path())
                        .startsWith(row.answer())
                        .doesNotContain(REFUSED);
            }
            for (String caller : refused) {
                assertThat(policies.ask(caller, row.method(), row.port(), row.path()))
                        .as(caller + " asks for " + row.path())
                        .contains(REFUSED);
            }
        }
    }

    private String ask(Row row) throws IOException, InterruptedException {
        return policies.ask(row.caller(), row.method(), row.port(), row.path());
    }
}
