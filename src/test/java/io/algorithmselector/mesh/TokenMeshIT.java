package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.V1;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.mesh.StandInPod.Arrival;
import io.algorithmselector.mesh.StandInPod.Conduct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers from outside show a token at the gateway: which, for what, and what of it goes on. */
@Mesh(mutualTls = true)
class TokenMeshIT {
    private static final String PLAIN = "http://127.0.0.1:31400";

    private final MeshStack mesh;
    private final Tokens tokens;
    private String token = "";

    TokenMeshIT(MeshStack mesh) {
        this.mesh = mesh;
        tokens = new Tokens(mesh);
    }

    @BeforeEach
    @AfterAll
    void open() throws Exception {
        tokens.remove();
        new PodPolicies(mesh).remove();
        mesh.apply("algorithm-selector_gateway.yaml", V1);
        MeshStack.await("nobody needs a token", () -> predict("").startsWith("200"));
        token = tokens.of(Tokens.AUDIENCE);
    }

    private void require() throws Exception {
        tokens.require();
        MeshStack.await("a token is needed", () -> predict("").startsWith("403 RBAC"));
        MeshStack.await("tokens are known", () -> predict(token).startsWith("200"));
    }

    @Test
    void token_opensTheGateway_andABadOneDoesNot() throws Exception {
        assertThat(predict("bad")).as("nobody reads tokens yet").startsWith("200");

        require();
        assertThat(predict(Tokens.changed(token, "nothing", "else"))).startsWith("200");
        assertThat(predict(tokens.of("another"))).startsWith("403");
        assertThat(predict(token.substring(0, token.length() - 8) + "AAAAAAAA")).startsWith("401");
        assertThat(predict(expired())).startsWith("401").contains("expired");
        assertThat(predict(ofAnotherIssuer())).startsWith("401").contains("issuer");
        assertThat(ask("GET", "/v2/health/live", "")).startsWith("200");
    }

    @Test
    void token_opensGrpcToo() throws Exception {
        require();
        try (GrpcCaller caller = GrpcCaller.plain("127.0.0.1", 31400)) {
            assertThat(caller.call().outcome()).startsWith("PERMISSION_DENIED RBAC");
            assertThat(caller.call(bearer(token)).isOf(1)).isTrue();
            assertThat(caller.call(bearer(tokens.of("another"))).outcome()).startsWith("PERMISSION_DENIED");
            assertThat(caller.call(bearer(expired())).outcome()).startsWith("UNAUTHENTICATED");
            assertThat(caller.call(bearer(ofAnotherIssuer())).outcome()).startsWith("UNAUTHENTICATED");
            assertThat(AnyMethod.call(caller.channel(), "grpc.health.v1.Health/Check"))
                    .isEqualTo("OK");
            for (String method : List.of(
                    "inference.GRPCInferenceService/RepositoryIndex",
                    "inference.GRPCInferenceService/RepositoryModelLoad",
                    "tensorflow.serving.ModelService/HandleReloadConfigRequest")) {
                assertThat(AnyMethod.call(caller.channel(), method, bearer(token)))
                        .as(method)
                        .isEqualTo("PERMISSION_DENIED RBAC: access denied");
            }
        }
    }

    private String expired() throws Exception {
        return Tokens.changed(token, "\"exp\":\\d+", "\"exp\":1000000000");
    }

    private String ofAnotherIssuer() throws Exception {
        return Tokens.changed(token, "\"iss\":\"[^\"]*\"", "\"iss\":\"https://issuer.example.com\"");
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("authorization", "Bearer " + token);
    }

    @Test
    void administration_isReachedInNoSpelling_withAToken() throws Exception {
        for (Spelling spelling : Spelling.ALL) {
            assertThat(ask("POST", spelling.path(), "")).as(spelling.path()).startsWith(spelling.open() + " ");
        }
        require();
        for (Spelling spelling : Spelling.ALL) {
            assertThat(ask("POST", spelling.path(), token))
                    .as(spelling.path())
                    .startsWith(spelling.atGateway() + (spelling.atGateway() == 403 ? " RBAC" : " "));
        }
    }

    /** Ways from health, which needs no token, to a model: with what comes of each while nobody needs one, and then. */
    @ParameterizedTest
    @CsvSource({
        "/v2/health/../models/algorithm-selector, 200, 403",
        "/v2/health/%2e%2e/models/algorithm-selector, 200, 403",
        "/v2/health/..;/models/algorithm-selector, 200, 403",
        "/v2/health/../../v1/models/algorithm-selector, 200, 403",
        "/v2/models/algorithm-selector?x=/v2/health/live, 200, 403",
        "/v2/healthy, 404, 403",
        // health to the policy: the gateway in the pod refuses them
        "/v2/health/..%2fmodels/algorithm-selector, 400, 400",
        "/v2/health/..%5cmodels/algorithm-selector, 400, 400",
        "/v2/health/..%252fmodels/algorithm-selector, 400, 400",
        "/v2/health/..%2f..%2fv1%2fmodels%2falgorithm-selector, 400, 400",
        "/v2/health//../models/algorithm-selector, 404, 404"
    })
    void wayRoundByHealth_leadsNowhere(String path, int open, int refused) throws Exception {
        assertThat(ask("GET", path, "")).startsWith(open + " ");
        require();
        assertThat(ask("GET", path, "")).startsWith(refused + (refused == 403 ? " RBAC" : " "));
    }

    @Test
    void callersName_goesOn_theTokenAndForgedNamesDoNot() throws Exception {
        try (StandInPod pod = StandInPod.join(mesh, "v1listener", "v1", 6, Conduct.BREAKS_OFF)) {
            Arrival before = arrival(pod, token);
            assertThat(before.headers().get("x-caller"))
                    .as("nobody reads tokens yet")
                    .isEqualTo("forged");
            assertThat(before.headers().get("authorization")).isEqualTo("Bearer " + token);

            tokens.authenticate();
            MeshStack.await("tokens are read", () -> predict("bad").startsWith("401"));
            Arrival after = arrival(pod, token);
            assertThat(after.headers().getAll("x-caller")).containsExactly(Tokens.SUBJECT);
            assertThat(after.headers().names()).doesNotContain("authorization");
            assertThat(arrival(pod, "").headers().names()).doesNotContain("x-caller");
        }
    }

    /** One of those who say that they are somebody, of which about half arrive at the stand-in. */
    private Arrival arrival(StandInPod pod, String token) throws Exception {
        int before = pod.arrivals().size();
        MeshStack.await("one arrives", () -> {
            ask("POST", Curl.PREDICT, token, "-H", "x-caller: forged");
            return pod.arrivals().size() > before;
        });
        return pod.arrivals().getLast();
    }

    private String predict(String token) throws IOException, InterruptedException {
        return ask("POST", Curl.PREDICT, token);
    }

    private String ask(String method, String path, String token, String... more)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(more));
        if (!token.isEmpty()) {
            arguments.addAll(List.of("-H", "authorization: Bearer " + token));
        }
        return new Curl(mesh, arguments).ask(method, PLAIN + path);
    }
}
