package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code k8s/overlays/local}: pods whose models come from a ConfigMap, made by the README's command. */
@Mesh
class LocalOverlayMeshIT {
    private final MeshStack mesh;

    LocalOverlayMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    void apply() throws Exception {
        mesh.kubectl("apply", "-k", "k8s/overlays/local");
    }

    @AfterEach
    void backToProduction() throws Exception {
        mesh.stop("v1local");
        mesh.stop("v2local");
        mesh.kubectl("delete", "configmap", "sample-models", "-n", "algorithm-selector", "--ignore-not-found");
        mesh.kubectl("apply", "-k", "k8s/overlays/production");
    }

    @Test
    void samples_areServed_onceTheirConfigMapIsThere() throws Exception {
        assertThatThrownBy(() -> mesh.pod("v1local", 5))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sample-models");

        mesh.shell(Readme.command("k8s/README.md", "kubectl create configmap sample-models"));
        mesh.pod("v1local", 5);
        mesh.pod("v2local", 6);
        for (int version : new int[] {1, 2}) {
            String address = "127.0.0." + (4 + version);
            try (Caller rest = new RestCaller("http://" + address + ":8501");
                    Caller grpc = GrpcCaller.plain(address, 8500)) {
                assertThat(rest.call().outcome()).isEqualTo(Integer.toString(version));
                assertThat(grpc.call().outcome()).isEqualTo(Integer.toString(version));
            }
        }
    }
}
