package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.CANARY;
import static io.algorithmselector.mesh.IstioFiles.MIRROR;
import static io.algorithmselector.mesh.IstioFiles.V1;
import static io.algorithmselector.mesh.IstioFiles.V2;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Version 2 gets copies, and whatever it does with them, no caller sees it. */
@Mesh
class MirrorMeshIT {
    private final MeshStack mesh;

    MirrorMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    void versionOne() throws Exception {
        mesh.apply(V1);
    }

    @ParameterizedTest
    @EnumSource
    void mirror_givesVersionTwoACopyOfEach(Wire wire) throws Exception {
        mesh.apply(V1);
        try (Caller caller = wire.caller()) {
            assertThat(copiesOf(100, wire, caller)).isZero();

            mesh.apply(MIRROR);
            assertThat(copiesOf(300, wire, caller)).isEqualTo(300);
        }
    }

    /** How many reached version 2 of as many requests, all answered by version 1; Envoy has sent as many. */
    private static long copiesOf(int requests, Wire wire, Caller caller) throws Exception {
        Versions gateways = Versions.atGateways(wire, List.of(1, 2));
        Versions envoy = Versions.atEnvoy(wire);
        Load.of(requests, caller).assertAllOf(1);
        MeshStack.await(
                "the gateways have counted what Envoy has sent",
                () -> Versions.atGateways(wire, List.of(1, 2))
                        .minus(gateways)
                        .equals(Versions.atEnvoy(wire).minus(envoy)));
        Versions seen = Versions.atGateways(wire, List.of(1, 2)).minus(gateways);
        assertThat(seen.one()).isEqualTo(requests);
        return seen.two();
    }

    @ParameterizedTest
    @EnumSource
    void mirror_toAVersionTwoThatHangs_isSeenByNobody(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            mesh.apply(CANARY);
            mesh.signal("v2", "STOP");
            assertThat(Load.atOnce(64, caller).failed()).isPositive();

            mesh.apply(MIRROR);
            long copies = sent(wire);
            Load.of(300, caller).assertAllOf(1);
            assertThat(sent(wire) - copies).as("copies that were sent").isPositive();
        } finally {
            mesh.signal("v2", "CONT");
            mesh.apply(V2);
            MeshStack.awaitAnswers(wire, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mirror_toADeadVersionTwo_isSeenByNobody(Wire wire) throws Exception {
        mesh.signal("v2", "KILL");
        try (Caller caller = wire.caller()) {
            mesh.apply(CANARY);
            assertThat(Load.of(100, caller).failed()).isPositive();

            mesh.apply(MIRROR);
            Load.of(300, caller).assertAllOf(1);
        } finally {
            mesh.stop("v2");
            mesh.pod("v2", 2);
            mesh.apply(V2);
            MeshStack.awaitAnswers(wire, 2);
        }
    }

    private static long sent(Wire wire) throws Exception {
        return Envoy.sum(
                "envoy_cluster_upstream_rq_total", "cluster_name=\"outbound|" + wire.port + "|v2|algorithm-selector");
    }
}
