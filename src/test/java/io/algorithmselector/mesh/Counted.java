package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Requests that are counted three times: by the caller, by the gateways' own metrics, and by Envoy. */
final class Counted {
    private static final List<Integer> PODS = List.of(1, 2);

    private Counted() {}

    static Tally load(Wire wire, int requests) throws Exception {
        return load(wire, requests, Map.of());
    }

    /** As many requests by a caller of their own; the gateways and Envoy have counted the same answers. */
    static Tally load(Wire wire, int requests, Map<String, String> headers) throws Exception {
        Versions gateways = Versions.atGateways(wire, PODS);
        Versions envoy = Versions.atEnvoy(wire);
        try (Caller caller = wire.caller()) {
            Tally tally = Load.of(requests, caller, headers);
            assertThat(Versions.atGateways(wire, PODS).minus(gateways))
                    .as("counted by the gateways")
                    .isEqualTo(tally.versions());
            assertThat(Versions.atEnvoy(wire).minus(envoy))
                    .as("counted by Envoy")
                    .isEqualTo(tally.versions());
            return tally;
        }
    }
}
