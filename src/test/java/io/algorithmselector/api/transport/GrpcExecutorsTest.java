package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrpcExecutorsTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private @Nullable Executor executor(@Nullable String encoding) throws Exception {
        Metadata headers = new Metadata();
        if (encoding != null) {
            headers.put(Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER), encoding);
        }
        CompletableFuture<@Nullable Executor> executor = new CompletableFuture<>();
        vertx.runOnContext(
                _ -> executor.complete(new GrpcExecutors().getExecutor(FakeServerCall.ofModelInfer(), headers)));
        return executor.get(20, TimeUnit.SECONDS);
    }

    @Test
    void uncompressedCall_staysOnTheEventLoop() throws Exception {
        assertThat(executor(null)).isNull();
        assertThat(executor("identity")).isNull();
    }

    @Test
    void compressedCall_isReadByWorkers_thatAreInTheCallsContext() throws Exception {
        Executor workers = Objects.requireNonNull(executor("gzip"));
        CompletableFuture<Boolean> onWorker = new CompletableFuture<>();
        CompletableFuture<Boolean> inContext = new CompletableFuture<>();
        workers.execute(() -> {
            onWorker.complete(Context.isOnWorkerThread());
            inContext.complete(Vertx.currentContext() != null);
        });
        assertThat(onWorker.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(inContext.get(20, TimeUnit.SECONDS)).isTrue();
    }
}
