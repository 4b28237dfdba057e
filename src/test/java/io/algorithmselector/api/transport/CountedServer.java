package io.algorithmselector.api.transport;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModels;
import io.vertx.grpc.VertxServerBuilder;

/** Has a server of a test count what arrives, as the gateway's does. */
public final class CountedServer {
    private static final int LIMIT = 10_000_000;

    private CountedServer() {}

    /** The same builder. */
    public static VertxServerBuilder counted(VertxServerBuilder server, RequestBudget budget) {
        Inference inference = new Inference(FakeModels.all(), new VersionSelector(), event -> {}, System::nanoTime);
        return server.addStreamTracerFactory(
                        GrpcArrival.factory(new RequestLimit(LIMIT), budget, new GrpcRefusals(inference)))
                .maxInboundMessageSize(LIMIT)
                .intercept(new GrpcBudgetInterceptor());
    }
}
