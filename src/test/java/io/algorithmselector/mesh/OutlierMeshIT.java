package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.DESTINATION_RULE;
import static io.algorithmselector.mesh.IstioFiles.V2;
import static io.algorithmselector.mesh.IstioFiles.WITHOUT_OUTLIER_DETECTION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pod that fails is taken out and comes back, over REST and gRPC; without outlier detection it goes on failing. */
@Mesh
class OutlierMeshIT {
    /** Enough that the failing pod gets five in a row, and some more, although the pod that answers gets most. */
    private static final int AT_ONCE = 64;

    private final MeshStack mesh;

    OutlierMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    void asShipped() throws Exception {
        mesh.apply(DESTINATION_RULE, V2);
    }

    @ParameterizedTest
    @EnumSource
    void hungPodOfTwo_isTakenOut_andComesBack(Wire wire) throws Exception {
        mesh.pod("v2b", 4);
        try (Caller caller = wire.caller()) {
            MeshStack.awaitAnswers(wire, 2);
            mesh.patch("destinationrule", "algorithm-selector", WITHOUT_OUTLIER_DETECTION);
            mesh.signal("v2b", "STOP");
            Load.atOnce(AT_ONCE, caller);
            assertThat(Load.atOnce(AT_ONCE, caller).failed()).isPositive();

            mesh.apply(DESTINATION_RULE);
            long failed = Load.atOnce(AT_ONCE, caller).failed();
            assertThat(ejected(wire)).isEqualTo(1);
            Load.atOnce(100, caller).assertAllOf(2);
            Report.line(
                    "hung pod over " + wire + ", requests until it was out", failed + " of " + AT_ONCE + " at once");

            mesh.signal("v2b", "CONT");
            MeshStack.await("the pod is back", () -> ejected(wire) == 0);
            Versions before = Versions.atGateways(wire, List.of(4));
            Load.of(100, caller).assertAllOf(2);
            assertThat(Versions.atGateways(wire, List.of(4)).minus(before).two())
                    .isPositive();
        } finally {
            mesh.signal("v2b", "CONT");
            mesh.stop("v2b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void failingPodOfTwo_isTakenOut_andComesBackMended(Wire wire) throws Exception {
        StandInPod failing = StandInPod.join(mesh, "v2b", "v2", 4, StandInPod.Conduct.REFUSES);
        try (Caller caller = wire.caller()) {
            mesh.patch("destinationrule", "algorithm-selector", WITHOUT_OUTLIER_DETECTION);
            Load.of(100, caller);
            assertThat(Load.of(100, caller).failed()).isPositive();

            mesh.apply(DESTINATION_RULE);
            Tally tally = Load.of(200, caller);
            assertThat(ejected(wire)).isEqualTo(1);
            assertThat(tally.failed()).isPositive();
            int before = failing.arrivals().size();
            Load.of(100, caller).assertAllOf(2);
            assertThat(failing.arrivals()).hasSize(before);
            Report.line("failing pod over " + wire + ", requests until it was out", tally.failed() + " of 200");

            // another process in its place, as its kubelet would start one; it keeps its entry
            failing.stopListening();
            mesh.pod("v2b", 4);
            MeshStack.await("the pod is back", () -> ejected(wire) == 0);
            Versions answered = Versions.atGateways(wire, List.of(4));
            Load.of(100, caller).assertAllOf(2);
            assertThat(Versions.atGateways(wire, List.of(4)).minus(answered).two())
                    .isPositive();
        } finally {
            failing.close();
            mesh.stop("v2b");
        }
    }

    private static long ejected(Wire wire) throws IOException, InterruptedException {
        return Envoy.sum(
                "envoy_cluster_outlier_detection_ejections_active",
                "cluster_name=\"outbound|" + wire.port + "|v2|algorithm-selector");
    }
}
