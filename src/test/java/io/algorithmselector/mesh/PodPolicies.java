package io.algorithmselector.mesh;

import static io.algorithmselector.mesh.IstioFiles.STRICT;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.List;

/** The policies of the pods, applied and removed, and callers that ask a pod under them. */
final class PodPolicies {
    static final String ALLOW = "algorithm-selector_authorizationpolicy.yaml";
    static final String DENY = "algorithm-selector_authorizationpolicy_administration.yaml";

    /** How a proxy refuses. */
    static final String REFUSED = "RBAC: access denied";

    /** The caller from outside, that comes by the ingress gateway; every other is a ServiceAccount. */
    static final String GATEWAY = "gateway";

    /** Where the proxy of version 1's pod listens. */
    static final String POD = "127.0.2.1";

    private final MeshStack mesh;

    PodPolicies(MeshStack mesh) {
        this.mesh = mesh;
    }

    /** Mutual TLS and nothing else: where plain text is taken too, TLS of callers without a proxy is not. */
    void remove() throws IOException, InterruptedException {
        mesh.kubectl("delete", "authorizationpolicy", "--all", "-n", "algorithm-selector");
        mesh.kubectl("apply", "-f", "istio/" + STRICT);
        MeshStack.await("nothing is refused", () -> administrationIsAnswered("200", "OK"));
    }

    void apply(String... files) throws IOException, InterruptedException {
        for (String file : files) {
            mesh.kubectl("apply", "-f", "istio/" + file);
        }
        MeshStack.await(
                "the policies hold", () -> administrationIsAnswered("403 " + REFUSED, "PERMISSION_DENIED " + REFUSED));
    }

    /** To a caller with a new connection, and to the ingress gateway, whose connections to the pods may be older. */
    private boolean administrationIsAnswered(String rest, String grpc) throws IOException, InterruptedException {
        for (String caller : List.of("stranger", GATEWAY)) {
            if (!ask(caller, "POST", 8501, "/v2/repository/index").startsWith(rest)
                    || !ask(caller, "GRPC", 8500, "inference.GRPCInferenceService/RepositoryIndex")
                            .startsWith(grpc)) {
                return false;
            }
        }
        return true;
    }

    /** @return status and body; over gRPC, for which the method is {@code GRPC}, {@code OK} or code and description */
    String ask(String caller, String method, int port, String path) throws IOException, InterruptedException {
        if (method.equals("GRPC")) {
            return askByGrpc(caller, path);
        }
        return caller.equals(GATEWAY)
                ? new Curl(mesh, List.of()).ask(method, "http://127.0.0.1:31400" + path)
                : new Curl(mesh, new Identity(caller).curlArguments())
                        .ask(method, "https://" + POD + ":" + port + path);
    }

    /** By a connection of its own: one that is open keeps the policy with which it began, until the proxy has drained it. */
    private static String askByGrpc(String caller, String method) throws IOException {
        ManagedChannel channel = caller.equals(GATEWAY)
                ? GrpcCaller.plain("127.0.0.1", 31400).channel()
                : new Identity(caller).channel(POD, 8500);
        try {
            return AnyMethod.call(channel, method);
        } finally {
            channel.shutdownNow();
        }
    }
}
