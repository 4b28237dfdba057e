package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.DESTINATION_RULE;
import static io.algorithmselector.mesh.IstioFiles.V2;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * No inference runs twice: one of two pods takes a request whole and then fails. Every request is then a failure that the caller
 * sees or an answer, and the pods together have had as many as were sent; with other retries than ours they have had more.
 */
@Mesh
class OnceMeshIT {
    private static final int REQUESTS = 60;

    private final MeshStack mesh;

    OnceMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @BeforeEach
    @AfterEach
    void asShipped() throws Exception {
        mesh.apply(DESTINATION_RULE, V2);
    }

    /** @param retries what the control has instead of ours; empty for what Istio does by itself */
    @ParameterizedTest
    @CsvSource({
        "GRPC, REFUSES, ''",
        "GRPC, BREAKS_OFF, 'reset,5xx'",
        "REST, REFUSES, 'reset,5xx'",
        "REST, BREAKS_OFF, 'reset,5xx'"
    })
    void inferenceThatAPodHasBegun_isNotBegunAgain(Wire wire, StandInPod.Conduct conduct, String retries)
            throws Exception {
        try (StandInPod failing = StandInPod.join(mesh, "v2b", "v2", 4, conduct)) {
            // so that the failing pod gets its half to the end
            mesh.patch(
                    "destinationrule",
                    "algorithm-selector",
                    "[{\"op\": \"remove\", \"path\": \"/spec/trafficPolicy/outlierDetection\"}]");
            mesh.patch("virtualservice", "algorithm-selector", retrying(wire, retries));
            assertThat(begun(wire, failing)).isGreaterThan(REQUESTS);

            mesh.apply(V2);
            assertThat(begun(wire, failing)).isEqualTo(REQUESTS);
        }
    }

    private static String retrying(Wire wire, String retries) {
        int rule = wire == Wire.GRPC ? 1 : 2;
        return retries.isEmpty()
                ? "[{\"op\": \"remove\", \"path\": \"/spec/http/%d/retries\"}]".formatted(rule)
                : "[{\"op\": \"replace\", \"path\": \"/spec/http/%d/retries/retryOn\", \"value\": \"%s\"}]"
                        .formatted(rule, retries);
    }

    /** How many requests the pods have had of those sent; a part has failed, unless they were tried again. */
    private static long begun(Wire wire, StandInPod failing) throws Exception {
        int arrived = failing.arrivals().size();
        Versions answered = Versions.atGateways(wire, List.of(1, 2));
        try (Caller caller = wire.caller()) {
            Tally tally = Load.of(REQUESTS, caller);
            int failures = failing.arrivals().size() - arrived;
            Versions seen = Versions.atGateways(wire, List.of(1, 2)).minus(answered);
            assertThat(failures).isPositive();
            assertThat(seen).as("answers").isEqualTo(tally.versions());
            return failures + seen.two();
        }
    }
}
