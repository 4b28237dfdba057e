package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.CANARY;
import static io.algorithmselector.mesh.IstioFiles.DESTINATION_RULE;
import static io.algorithmselector.mesh.IstioFiles.V1;
import static io.algorithmselector.mesh.IstioFiles.V2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The routing states, one after the other, over REST and gRPC through port 31400. Counted three times: by the
 * caller, by the gateways' own metrics, and by Envoy. Nearly every test begins with a state in which its assertion fails.
 */
@Mesh
class RoutingMeshIT {
    private static final int MANY = 2000;

    /** Requests a second under which the states are switched; a busy machine manages fewer. */
    private static final int RATE = 500;

    private static final List<Integer> PODS = List.of(1, 2);

    private final MeshStack mesh;

    RoutingMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    void noRoute() throws Exception {
        mesh.delete("virtualservice", "algorithm-selector");
    }

    @ParameterizedTest
    @EnumSource
    void versionOne_answersEverything(Wire wire) throws Exception {
        Tally control = Counted.load(wire, 10);
        assertThatThrownBy(() -> control.assertAllOf(1)).isInstanceOf(AssertionError.class);

        mesh.apply(V1);
        Counted.load(wire, 500).assertAllOf(1);
    }

    @ParameterizedTest
    @EnumSource
    void canary_answersThirtyInAHundred(Wire wire) throws Exception {
        mesh.apply(V1);
        Tally control = Counted.load(wire, 200);
        assertThatThrownBy(() -> control.assertShareOfTwo(0.3)).isInstanceOf(AssertionError.class);

        mesh.apply(CANARY);
        Tally tally = Counted.load(wire, MANY);
        tally.assertShareOfTwo(0.3);
        Report.line("70/30 of " + MANY + " over " + wire, tally.of(1) + "/" + tally.of(2));
    }

    @ParameterizedTest
    @EnumSource
    void versionTwo_answersEverything_untilRolledBack(Wire wire) throws Exception {
        mesh.apply(CANARY);
        Tally control = Counted.load(wire, 200);
        assertThatThrownBy(() -> control.assertAllOf(2)).isInstanceOf(AssertionError.class);

        mesh.apply(V2);
        Counted.load(wire, 500).assertAllOf(2);
        mesh.apply(V1);
        Counted.load(wire, 500).assertAllOf(1);
    }

    @ParameterizedTest
    @EnumSource
    void switches_underLoad_loseNothing(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            mesh.apply(V1);
            Load.of(50, caller);
            Tally withoutRoute = Load.during(
                    () -> {
                        mesh.delete("virtualservice", "algorithm-selector");
                        mesh.apply(V1);
                    },
                    100,
                    caller);
            assertThatThrownBy(withoutRoute::assertNoneLost).isInstanceOf(AssertionError.class);

            Versions gateways = Versions.atGateways(wire, PODS);
            long began = System.nanoTime();
            Tally tally = Load.during(() -> walkThrough(), RATE, caller);
            double seconds = (System.nanoTime() - began) / 1e9;
            tally.assertNoneLost();
            assertThat(tally.of(1)).isPositive();
            assertThat(tally.of(2)).isPositive();
            assertThat(Versions.atGateways(wire, PODS).minus(gateways)).isEqualTo(tally.versions());
            Report.line(
                    "four switches under load over " + wire + ", lost",
                    tally.failed() + " of " + tally.total() + ", " + Math.round(tally.total() / seconds) + "/s");
        }
    }

    private void walkThrough() throws Exception {
        for (String state : List.of(CANARY, V2, CANARY, V1)) {
            mesh.apply(state);
            Thread.sleep(1000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void switch_fromApplyToTheFirstAnswer_isToldInTheReport(Wire wire) throws Exception {
        mesh.apply(V1);
        try (Caller caller = wire.caller()) {
            assertThat(caller.call().isOf(1)).isTrue();
            mesh.kubectl("apply", "-f", "istio/" + V2);
            long applied = System.nanoTime();
            MeshStack.await("version 2 answers", () -> caller.call().isOf(2));
            long milliseconds = (System.nanoTime() - applied) / 1_000_000;
            Report.line("switch over " + wire + ", from kubectl's end to its effect", milliseconds + " ms");
            assertThat(milliseconds).isLessThan(10_000);
        }
    }

    @Test
    void routeBeforeSubset_isAnErrorOfItsShareOnly_untilTheSubsetComes() throws Exception {
        mesh.apply(CANARY);
        mesh.delete("destinationrule", "algorithm-selector");
        try (Caller caller = Wire.REST.caller()) {
            assertThat(Load.of(50, caller).outcomes().keySet()).allMatch(outcome -> outcome.startsWith("HTTP 503"));
            mesh.apply(DESTINATION_RULE);
            Load.of(200, caller).assertNoneLost();
        }
    }
}
