package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator's mistakes in the shipped files, before the API server's strict check. */
@Mesh
class ManifestMistakeMeshIT {
    private final MeshStack mesh;

    ManifestMistakeMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            algo-selector_v2_canary.yaml            | timeout: 10s | timeOut: 10s      | unknown field "spec.http[1].timeOut"
            algo-selector_v2_canary.yaml            | timeout: 10s | timeout: ten      | spec.http[1].timeout
            algorithm-selector_destinationrule.yaml | subsets:     | subSets:          | unknown field "spec.subSets"
            algorithm-selector_gateway.yaml         | number: 31400 | numbr: 31400     | unknown field "spec.servers[0].port.numbr"
            algorithm-selector_egress.yaml          | resolution: DNS | resolution: DN | spec.resolution
            """)
    void unknownFieldOrValue_isNamedByTheApiServer(String file, String right, String wrong, String problem)
            throws Exception {
        Path planted = Planted.file(file, right, wrong);
        Command refused =
                mesh.tried("", "kubectl", "apply", "--dry-run=server", "--validate=strict", "-f", planted.toString());
        assertThat(refused.exitCode()).isNotZero();
        // an object that is understood is named by its name, which is the file's as well; of one that is there already,
        // in quotes
        String name = Manifest.read(file, Files.readString(planted)).getFirst().name();
        assertThat(refused.output().replace("\\", "")).containsAnyOf(file, '"' + name + '"');
        assertThat(refused.output()).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "progressDeadlineSeconds: 900, progresDeadlineSeconds: 900",
        "readOnlyRootFilesystem, readonlyRootFilesystem"
    })
    void unknownFieldOfADeployment_isNamedByTheApiServer(String right, String wrong) throws Exception {
        String production = mesh.kubectl("kustomize", "k8s/overlays/production");
        assertThat(production).contains(right);
        Command refused = mesh.tried(
                production.replace(right, wrong),
                "kubectl",
                "apply",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                "-");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("unknown field").contains(wrong.replaceAll(":.*", ""));
    }
}
