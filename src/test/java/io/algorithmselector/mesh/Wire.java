package io.algorithmselector.mesh;

import io.grpc.ManagedChannelBuilder;

/** How a request travels. */
enum Wire {
    REST(8501, "rest"),
    GRPC(8500, "grpc");

    /** The pods' port. */
    final int port;

    /** What the gateway's metrics call it. */
    final String label;

    Wire(int port, String label) {
        this.port = port;
        this.label = label;
    }

    /** A caller of the ingress gateway, in plain text. */
    Caller caller() {
        return switch (this) {
            case REST -> new RestCaller("http://127.0.0.1:31400");
            case GRPC -> GrpcCaller.plain("127.0.0.1", 31400);
        };
    }

    /** A caller inside the mesh, through a proxy of its own. REST needs the Service's name as the header {@code host}. */
    Caller callerInTheMesh() {
        return switch (this) {
            case REST -> new RestCaller("http://127.0.3.1:8501");
            case GRPC ->
                new GrpcCaller(ManagedChannelBuilder.forAddress("127.0.3.1", 8500)
                        .overrideAuthority("algorithm-selector.algorithm-selector.svc.cluster.local:8500")
                        .usePlaintext()
                        .build());
        };
    }
}
