package io.algorithmselector.mesh;

import java.util.List;

/**
 * What neither the API server nor {@code istioctl} notices in a set of objects that are to be applied together: shares that are not
 * 100 in all; names that nothing has: of hosts, subsets, ports, gateways, accounts and probed paths; ports that nothing lets in; an
 * end that is cut short. Each problem is {@code file: field: what is wrong}.
 */
final class ManifestCheck {
    private ManifestCheck() {}

    static List<String> problems(List<Manifest> manifests) {
        Manifests all = new Manifests(manifests);
        Problems problems = new Problems();
        IstioCheck istio = new IstioCheck(all, problems);
        KubernetesCheck kubernetes = new KubernetesCheck(all, problems);
        for (Manifest manifest : manifests) {
            istio.check(manifest);
            kubernetes.check(manifest);
        }
        return problems.found();
    }
}
