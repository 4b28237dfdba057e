package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.CANARY;
import static io.algorithmselector.mesh.IstioFiles.STICKY;
import static io.algorithmselector.mesh.IstioFiles.TESTERS;
import static io.algorithmselector.mesh.IstioFiles.V1;
import static io.algorithmselector.mesh.IstioFiles.V2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller says of itself, and what comes of it: testers, a cookie, and wishes that are dropped. */
@Mesh
class CallerMeshIT {
    private final MeshStack mesh;

    CallerMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    void versionOne() throws Exception {
        mesh.apply(V1);
    }

    @ParameterizedTest
    @EnumSource
    void testers_getVersionTwo_everybodyElseVersionOne(Wire wire) throws Exception {
        Map<String, String> tester = Map.of("x-tester", "change-me");
        mesh.apply(V1);
        Tally control = Counted.load(wire, 50, tester);
        assertThatThrownBy(() -> control.assertAllOf(2)).isInstanceOf(AssertionError.class);

        mesh.apply(TESTERS);
        Counted.load(wire, 200, tester).assertAllOf(2);
        Counted.load(wire, 200, Map.of("x-tester", "somebody")).assertAllOf(1);
        Counted.load(wire, 200).assertAllOf(1);
    }

    @ParameterizedTest
    @EnumSource
    void clientsOwnVersion_isDroppedAtTheGateway_exceptOfTesters(Wire wire) throws Exception {
        try (Caller caller = wire.caller()) {
            mesh.apply(TESTERS);
            // the control: on the testers' route the header arrives, and the pod of version 2 knows no version 1
            assertThat(caller.call(Map.of("x-tester", "change-me", "x-model-version", "1"))
                            .failed())
                    .isTrue();
            assertThat(caller.call(Map.of("x-tester", "change-me", "x-model-version", "2"))
                            .isOf(2))
                    .isTrue();
            long before = fallbacks();
            caller.call(Map.of("x-tester", "change-me", "x-model-label", "canary"));
            assertThat(fallbacks()).as("a label that no model has").isEqualTo(before + 1);
            for (String state : List.of(TESTERS, V1, STICKY)) {
                mesh.apply(state);
                Load.of(20, caller, Map.of("x-model-version", "2")).assertAllOf(1);
                long fallbacks = fallbacks();
                Load.of(20, caller, Map.of("x-model-label", "canary")).assertAllOf(1);
                assertThat(fallbacks()).as("the label has arrived in " + state).isEqualTo(fallbacks);
            }
            mesh.apply(V2);
            Load.of(20, caller, Map.of("x-model-version", "1")).assertAllOf(2);
            mesh.apply(CANARY);
            Load.of(50, caller, Map.of("x-model-version", "1")).assertNoneLost();
        }
    }

    /** How often the gateways were asked for a label that their model does not have, and took the default. */
    private static long fallbacks() throws Exception {
        long fallbacks = 0;
        for (int pod : List.of(1, 2)) {
            String page = Envoy.get("http://127.0.0." + pod + ":9000/q/metrics");
            fallbacks += Envoy.sumOf(page, "selector_selection_fallbacks_total");
        }
        return fallbacks;
    }

    @ParameterizedTest
    @EnumSource
    void cookie_sticksToVersionTwo(Wire wire) throws Exception {
        Map<String, String> cookie = Map.of("cookie", "session=1; algorithm-selector-version=v2; theme=dark");
        mesh.apply(CANARY);
        Tally control = Counted.load(wire, 100, cookie);
        assertThatThrownBy(() -> control.assertAllOf(2)).isInstanceOf(AssertionError.class);

        mesh.apply(STICKY);
        Counted.load(wire, 200, cookie).assertAllOf(2);
        Counted.load(wire, 200, Map.of("cookie", "xalgorithm-selector-version=v2; algorithm-selector-version=v22"))
                .assertAllOf(1);
        Counted.load(wire, 200).assertAllOf(1);
    }
}
