package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With certificates from istiod's authority and a proxy before each pod: who gets in, by which name, to what. */
@Mesh(mutualTls = true)
class MutualTlsMeshIT {
    private static final String V1 = "algorithm-selector_v1.yaml";
    private static final String CANARY = "algo-selector_v2_canary.yaml";
    private static final String V2 = "algo-selector_v2.yaml";
    private static final String STRICT = "algorithm-selector_peerauthentication.yaml";
    private static final String ALLOW = "algorithm-selector_authorizationpolicy.yaml";
    private static final String DENY = "algorithm-selector_authorizationpolicy_administration.yaml";
    private static final String REFUSED = "RBAC: access denied";
    private static final String POD = "127.0.2.1";
    private static final String GATEWAY = "gateway";

    private final MeshStack mesh;

    MutualTlsMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    /** Mutual TLS and nothing else: where plain text is taken too, TLS of callers without a proxy is not. */
    @BeforeEach
    void nobodyIsRefused() throws Exception {
        mesh.kubectl("delete", "authorizationpolicy", "--all", "-n", "algorithm-selector");
        mesh.kubectl("apply", "-f", "istio/" + STRICT);
        mesh.apply(V1);
        MeshStack.await("nothing is refused", () -> administrationIsAnswered("200", "OK"));
    }

    private void secure(String... files) throws Exception {
        for (String file : files) {
            mesh.kubectl("apply", "-f", "istio/" + file);
        }
        MeshStack.await(
                "the policies hold", () -> administrationIsAnswered("403 " + REFUSED, "PERMISSION_DENIED " + REFUSED));
    }

    /** To a caller with a new connection, and to the ingress gateway, whose connections to the pods may be older. */
    private boolean administrationIsAnswered(String rest, String grpc) throws IOException, InterruptedException {
        for (String caller : List.of("stranger", GATEWAY)) {
            if (!ask(caller, "POST", 8501, "/v2/repository/index").startsWith(rest)
                    || !ask(caller, "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex")
                            .startsWith(grpc)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void strict_refusesPlaintext() throws Exception {
        Curl curl = new Curl(mesh, List.of());
        String url = "http://" + POD + ":8501/v1/models/algorithm-selector";
        try (GrpcCaller plain = GrpcCaller.plain(POD, 8500)) {
            mesh.kubectl("delete", "-f", "istio/" + STRICT);
            MeshStack.await("plain text is taken", () -> curl.ask("GET", url).startsWith("200"));
            assertThat(plain.call().isOf(1)).isTrue();

            mesh.kubectl("apply", "-f", "istio/" + STRICT);
            MeshStack.await("plain text is refused", () -> curl.ask("GET", url).startsWith("000"));
        }
        try (GrpcCaller plain = GrpcCaller.plain(POD, 8500)) {
            assertThat(plain.call().outcome()).startsWith("UNAVAILABLE");
        }
        assertThat(curl.ask("GET", "http://" + POD + ":9000/q/metrics")).startsWith("000");
        for (Wire wire : Wire.values()) {
            try (Caller caller = wire.caller()) {
                Load.of(100, caller).assertAllOf(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void canaryAndSwitches_holdUnderMutualTls(Wire wire) throws Exception {
        secure(ALLOW, DENY);
        try (Caller caller = wire.caller()) {
            Tally control = Load.of(100, caller);
            assertThatThrownBy(() -> control.assertShareOfTwo(0.3)).isInstanceOf(AssertionError.class);

            mesh.apply(CANARY);
            Versions gateways = Versions.atGateways(wire, List.of(1, 2));
            Versions envoy = Versions.atEnvoy(wire);
            Tally tally = Load.of(1000, caller);
            tally.assertShareOfTwo(0.3);
            assertThat(Versions.atGateways(wire, List.of(1, 2)).minus(gateways)).isEqualTo(tally.versions());
            assertThat(Versions.atEnvoy(wire).minus(envoy)).isEqualTo(tally.versions());
            assertThat(Envoy.sum("envoy_cluster_ssl_handshake", "outbound|" + wire.port + "|v2|"))
                    .as("connections to version 2 under TLS")
                    .isPositive();
            Report.line("70/30 of 1000 under mutual TLS over " + wire, tally.of(1) + "/" + tally.of(2));

            Tally switched = Load.during(
                    () -> {
                        for (String state : List.of(V2, CANARY, V1)) {
                            mesh.apply(state);
                            Thread.sleep(500);
                        }
                    },
                    100,
                    caller);
            switched.assertNoneLost();
            Report.line(
                    "three switches under mutual TLS over " + wire + ", lost",
                    switched.failed() + " of " + switched.total());
        }
    }

    /** @param answer how it begins, or {@link #REFUSED} */
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
            new Row(GATEWAY, "GET", 8501, "/v2/health/live", "200"),
            new Row(GATEWAY, "GET", 8501, "/v2/models/algorithm-selector", "200"),
            new Row(GATEWAY, "DELETE", 8501, "/v1/models/algorithm-selector", REFUSED),
            new Row(GATEWAY, "POST", 8501, "/v2/repository/index", REFUSED),
            new Row(GATEWAY, "GET", 8501, "/q/openapi", REFUSED),
            new Row(GATEWAY, "GRPC", 8500, "tensorflow.serving.PredictionService/Predict", "INVALID_ARGUMENT"),
            new Row(GATEWAY, "GRPC", 8500, "grpc.health.v1.Health/Check", "OK"),
            new Row(GATEWAY, "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex", REFUSED),
            new Row("forecaster", "POST", 8501, Curl.PREDICT, "200"),
            new Row("stranger", "POST", 8501, Curl.PREDICT, REFUSED),
            new Row("prometheus", "POST", 8501, Curl.PREDICT, REFUSED),
            new Row("operator", "POST", 8501, Curl.PREDICT, REFUSED),
            new Row("forecaster", "DELETE", 8501, "/v1/models/algorithm-selector", REFUSED),
            new Row("forecaster", "GRPC", 8500, "tensorflow.serving.PredictionService/Predict", "INVALID_ARGUMENT"),
            new Row("forecaster", "GRPC", 8500, "tensorflow.serving.ModelService/GetModelStatus", "INVALID_ARGUMENT"),
            new Row("forecaster", "GRPC", 8500, "inference.GRPCInferenceService/ServerLive", "OK"),
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
            new Row("operator", "GET", 9000, "/q/health/ready", REFUSED),
            new Row("stranger", "GET", 8501, "/v2/health/ready", REFUSED),
            // administration: the operator alone
            new Row("operator", "POST", 8501, "/v2/repository/index", "200"),
            new Row("operator", "GET", 8501, "/v2/repository/index", REFUSED),
            new Row("forecaster", "POST", 8501, "/v2/repository/index", REFUSED),
            new Row("stranger", "POST", 8501, "/v2/repository/models/algorithm-selector/unload", REFUSED),
            new Row("operator", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex", "OK"),
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
                assertThat(ask(row)).as("without policies: " + row).doesNotContain(REFUSED);
            }
        }
        secure(ALLOW, DENY);
        List<String> wrong = new ArrayList<>();
        for (Row row : ROWS) {
            String answer = ask(row);
            boolean right = row.refused()
                    ? answer.contains(REFUSED)
                    : answer.startsWith(row.answer()) && !answer.contains(REFUSED);
            if (!right) {
                wrong.add(row + ": " + answer);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void administration_isRefusedByTheDenyingPolicyAlone_exceptToTheOperator() throws Exception {
        secure(DENY);
        assertThat(ask("stranger", "POST", 8501, Curl.PREDICT)).startsWith("200");
        assertThat(ask("stranger", "POST", 8501, "/v2/repository/models/algorithm-selector/load"))
                .contains(REFUSED);
        assertThat(ask("stranger", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex"))
                .contains(REFUSED);
        assertThat(ask("stranger", "GRPC", 8500, "tensorflow.serving.ModelService/HandleReloadConfigRequest"))
                .contains(REFUSED);
        assertThat(ask("operator", "POST", 8501, "/v2/repository/index")).startsWith("200");
        assertThat(ask("operator", "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex"))
                .isEqualTo("OK");
    }

    /** Ways to write the path so that a policy might not know it, and the gateway might. */
    private static final List<String> SPELLINGS = List.of(
            "/v2/repository/index",
            "/v2/Repository/index",
            "/V2/REPOSITORY/INDEX",
            "//v2/repository/index",
            "/v2//repository/index",
            "/v2/./repository/index",
            "/v2/models/../repository/index",
            "/v2/models/%2e%2e/repository/index",
            "/v2/models/..%2frepository/index",
            "/v2/models/..%2Frepository%2Findex",
            "/v2/models/..%252frepository/index",
            "/v2/models/..;/repository/index",
            "/v2/models/..%3b/repository/index",
            "/v2/models/..\\repository/index",
            "/v2/models/..%5crepository/index",
            "/v2/%72epository/index",
            "/v2%2frepository/index",
            "/v2/repository;x=1/index",
            "/v2/repository/index/",
            "/v2/repository/index?x=/v2/models/");

    @Test
    void administration_inNoSpelling_isReached() throws Exception {
        assertThat(ask("forecaster", "POST", 8501, SPELLINGS.getFirst())).startsWith("200");
        assertThat(ask(GATEWAY, "POST", 8501, SPELLINGS.getFirst())).startsWith("200");

        secure(ALLOW, DENY);
        for (String caller : List.of("forecaster", GATEWAY)) {
            for (String spelling : SPELLINGS) {
                assertThat(ask(caller, "POST", 8501, spelling))
                        .as(caller + " asks for " + spelling)
                        .matches("(?s)(403|404|400|405) .*");
            }
        }
        for (String method : List.of(
                "inference.GRPCInferenceService/repositoryIndex",
                "inference.GRPCInferenceService%2fRepositoryIndex",
                "inference.grpcinferenceservice/RepositoryIndex",
                "inference.GRPCInferenceService//RepositoryIndex")) {
            assertThat(ask("forecaster", "GRPC", 8500, method)).doesNotStartWith("OK");
        }
    }

    @ParameterizedTest
    @EnumSource
    void routesInsideTheMesh_splitForCallersThatPassNoGateway(Wire wire) throws Exception {
        secure(ALLOW, DENY);
        String host = "algorithm-selector.algorithm-selector.svc.cluster.local";
        Map<String, String> headers = wire == Wire.REST ? Map.of("host", host + ":8501") : Map.of();
        try (Caller caller = wire.callerInTheMesh()) {
            Tally control = Load.of(100, caller, headers);
            control.assertNoneLost();
            assertThatThrownBy(() -> control.assertAllOf(1)).isInstanceOf(AssertionError.class);

            mesh.kubectl("apply", "-f", "istio/algorithm-selector_mesh_v1.yaml");
            MeshStack.await(
                    "the state holds", () -> Load.of(30, caller, headers).of(1) == 30);
            Load.of(200, caller, headers).assertAllOf(1);
            mesh.kubectl("apply", "-f", "istio/algo-selector_mesh_v2_canary.yaml");
            MeshStack.await(
                    "the state holds", () -> Load.of(30, caller, headers).of(2) > 0);
            Load.of(1000, caller, headers).assertShareOfTwo(0.3);
            mesh.kubectl("apply", "-f", "istio/algo-selector_mesh_v2.yaml");
            MeshStack.await(
                    "the state holds", () -> Load.of(30, caller, headers).of(2) == 30);
            Load.of(200, caller, headers).assertAllOf(2);
        } finally {
            mesh.kubectl(
                    "delete",
                    "virtualservice",
                    "algorithm-selector-mesh",
                    "-n",
                    "algorithm-selector",
                    "--ignore-not-found");
        }
    }

    private String ask(Row row) throws IOException, InterruptedException {
        return ask(row.caller(), row.method(), row.port(), row.path());
    }

    private String ask(String caller, String method, int port, String path) throws IOException, InterruptedException {
        if (method.equals("GRPC")) {
            return askByGrpc(caller, path);
        }
        return caller.equals(GATEWAY)
                ? new Curl(mesh, List.of()).ask(method, "http://127.0.0.1:31400" + path)
                : new Curl(mesh, new Identity(caller).curlArguments())
                        .ask(method, "https://" + POD + ":" + port + path);
    }

    /** By a connection of its own: one that is open keeps the policy with which it began, until the proxy has drained it. */
    private static String askByGrpc(String caller, String method) throws IOException {
        ManagedChannel channel = caller.equals(GATEWAY)
                ? GrpcCaller.plain("127.0.0.1", 31400).channel()
                : new Identity(caller).channel(POD, 8500);
        try {
            return AnyMethod.call(channel, method);
        } finally {
            channel.shutdownNow();
        }
    }
}
