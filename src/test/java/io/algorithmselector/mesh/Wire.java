package io.algorithmselector.mesh;

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
}
