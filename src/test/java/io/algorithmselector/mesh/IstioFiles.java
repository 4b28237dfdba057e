package io.algorithmselector.mesh;

/** The files of {@code istio/} that tests apply, by their names. */
final class IstioFiles {
    static final String V1 = "algorithm-selector_v1.yaml";
    static final String CANARY = "algo-selector_v2_canary.yaml";
    static final String V2 = "algo-selector_v2.yaml";
    static final String TESTERS = "algo-selector_v2_testers.yaml";
    static final String STICKY = "algo-selector_v2_sticky.yaml";
    static final String MIRROR = "algo-selector_v2_mirror.yaml";
    static final String ABORT = "algorithm-selector_drill_abort.yaml";
    static final String DELAY = "algorithm-selector_drill_delay.yaml";
    static final String DESTINATION_RULE = "algorithm-selector_destinationrule.yaml";
    static final String STRICT = "algorithm-selector_peerauthentication.yaml";

    /** A patch of the destination rule. */
    static final String WITHOUT_OUTLIER_DETECTION =
            "[{\"op\": \"remove\", \"path\": \"/spec/trafficPolicy/outlierDetection\"}]";

    private IstioFiles() {}
}
