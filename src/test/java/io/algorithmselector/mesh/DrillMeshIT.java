package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.ABORT;
import static io.algorithmselector.mesh.IstioFiles.DELAY;
import static io.algorithmselector.mesh.IstioFiles.V1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The drills: what they do to callers, and what pods see of it. */
@Mesh
class DrillMeshIT {
    private final MeshStack mesh;

    DrillMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    void versionOne() throws Exception {
        mesh.apply(V1);
    }

    @ParameterizedTest
    @EnumSource
    void abortDrill_refusesTwentyInAHundred_thatNoPodSees(Wire wire) throws Exception {
        mesh.apply(V1);
        try (Caller caller = wire.caller()) {
            assertThat(Load.of(200, caller).failed()).isZero();

            mesh.apply(ABORT);
            Versions gateways = Versions.atGateways(wire, List.of(1, 2));
            Tally tally = Load.of(1000, caller);
            // 4.5 standard deviations of 1000 draws at 20 %
            assertThat(tally.failed()).isBetween(143L, 257L);
            assertThat(tally.outcomes().keySet())
                    .allMatch(
                            outcome -> outcome.matches("1|HTTP 503 fault filter abort|UNAVAILABLE fault filter abort"));
            assertThat(Versions.atGateways(wire, List.of(1, 2)).minus(gateways)).isEqualTo(tally.versions());
            Report.line("abort drill at 20 % over " + wire + ", refused of 1000", tally.failed());
        }
    }

    @ParameterizedTest
    @EnumSource
    void delayDrill_delaysHalf_andLosesNone(Wire wire) throws Exception {
        mesh.apply(V1);
        try (Caller caller = wire.caller()) {
            assertThat(Load.of(200, caller).slowerThan(300)).isLessThan(30);

            mesh.apply(DELAY);
            Tally tally = Load.of(300, caller);
            tally.assertAllOf(1);
            // 4.5 standard deviations of 300 draws at 50 %; a busy machine may be slow by itself
            assertThat(tally.slowerThan(300)).isBetween(111L, 240L);
        }
    }
}
