package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.PodPolicies.ALLOW;
import static io.algorithmselector.mesh.PodPolicies.DENY;
import static io.algorithmselector.mesh.PodPolicies.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/**
 * Ways to write an administration path so that a policy might not know it, and the gateway might. Who refuses is told for each: the
 * policies (403, RBAC), or the gateway itself (400, 404), to which a policy has let it through as some other path. Without
 * policies those that mean the path are answered, 200: they are what the policies have to know.
 */
@Mesh(mutualTls = true)
class SpellingMeshIT {
    private final PodPolicies policies;

    SpellingMeshIT(MeshStack mesh) {
        policies = new PodPolicies(mesh);
    }

    /** The exact name is the control. */
    private static final List<String> GRPC = List.of(
            "inference.GRPCInferenceService/RepositoryIndex",
            "tensorflow.serving.ModelService/HandleReloadConfigRequest");

    private static final List<String> GRPC_SPELLINGS = List.of(
            "inference.GRPCInferenceService/repositoryIndex",
            "inference.GRPCInferenceService%2fRepositoryIndex",
            "inference.grpcinferenceservice/RepositoryIndex",
            "inference.GRPCInferenceService//RepositoryIndex",
            "inference.GRPCInferenceService/ModelInfer/../RepositoryIndex",
            "inference.GRPCInferenceService/%52epositoryIndex",
            "tensorflow.serving.ModelService/handleReloadConfigRequest",
            "tensorflow.serving.ModelService%2fHandleReloadConfigRequest",
            "tensorflow.serving.ModelService//HandleReloadConfigRequest",
            "tensorflow.serving.ModelService/GetModelStatus/../HandleReloadConfigRequest",
            "tensorflow.serving.ModelService/%48andleReloadConfigRequest");

    @Test
    void administrationOverRest_isReachedInNoSpelling() throws Exception {
        policies.remove();
        assertStatus(Spelling::open);
        policies.apply(ALLOW, DENY);
        assertStatus(Spelling::refused);
        policies.remove();
        policies.apply(DENY);
        assertStatus(Spelling::denied);
    }

    private void assertStatus(ToIntFunction<Spelling> expected) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String caller : List.of("forecaster", GATEWAY)) {
            for (Spelling spelling : Spelling.ALL) {
                String answer = policies.ask(caller, "POST", 8501, spelling.path());
                int status = expected.applyAsInt(spelling);
                boolean byPolicy = answer.endsWith(PodPolicies.REFUSED);
                if (!answer.startsWith(status + " ") || byPolicy != (status == 403)) {
                    wrong.add(caller + " asks for " + spelling.path() + ", not " + status + ": " + answer);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void administrationOverGrpc_isReachedInNoSpelling() throws Exception {
        policies.remove();
        for (String caller : List.of("forecaster", GATEWAY)) {
            assertThat(policies.ask(caller, "GRPC", 8500, GRPC.getFirst())).isEqualTo("OK");
            assertThat(policies.ask(caller, "GRPC", 8500, GRPC.getLast())).contains("selector.admin.enabled");
        }
        policies.apply(ALLOW, DENY);
        for (String caller : List.of("forecaster", GATEWAY)) {
            for (String method : GRPC) {
                assertThat(policies.ask(caller, "GRPC", 8500, method)).endsWith(PodPolicies.REFUSED);
            }
            for (String method : GRPC_SPELLINGS) {
                assertThat(policies.ask(caller, "GRPC", 8500, method))
                        .as(caller + " asks for " + method)
                        .endsWith(PodPolicies.REFUSED);
            }
        }
    }
}
