package io.algorithmselector.mesh;

import java.io.IOException;
import java.util.List;

/** How many requests each version has had, by whoever counted. */
record Versions(long one, long two) {
    private static final String HOST = "algorithm-selector.algorithm-selector.svc.cluster.local";

    /** By the gateways themselves, those of the given pods. */
    static Versions atGateways(Wire wire, List<Integer> pods) throws IOException, InterruptedException {
        long one = 0;
        long two = 0;
        for (int pod : pods) {
            String page = Envoy.get("http://127.0.0." + pod + ":9000/q/metrics");
            one += answered(page, wire, 1);
            two += answered(page, wire, 2);
        }
        return new Versions(one, two);
    }

    private static long answered(String page, Wire wire, int version) {
        return Envoy.sumOf(
                page,
                "selector_inference_requests_total",
                "transport=\"" + wire.label + "\"",
                "version=\"" + version + "\"");
    }

    /** By Envoy, whatever came of them. */
    static Versions atEnvoy(Wire wire) throws IOException, InterruptedException {
        return new Versions(forwarded(wire, "v1"), forwarded(wire, "v2"));
    }

    private static long forwarded(Wire wire, String subset) throws IOException, InterruptedException {
        return Envoy.sum(
                "envoy_cluster_upstream_rq",
                "cluster_name=\"outbound|" + wire.port + "|" + subset + "|" + HOST,
                "response_code=\"");
    }

    Versions minus(Versions earlier) {
        return new Versions(one - earlier.one, two - earlier.two);
    }
}
