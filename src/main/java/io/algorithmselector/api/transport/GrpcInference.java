package io.algorithmselector.api.transport;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.Failure;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What every unary inference call over gRPC goes through, whatever its protocol: answered, counted, told. Thread-safe. */
@Singleton
public final class GrpcInference {
    private static final String OK = "OK";

    private final Inference inference;

    public GrpcInference(Inference inference) {
        this.inference = inference;
    }

    /** Makes the answer of one call. */
    @FunctionalInterface
    public interface Work<A> {
        /** @throws io.algorithmselector.model.ServingException that says why there is none */
        A answer(InferenceCall call, GrpcCallMetadata metadata);
    }

    /**
     * Answers one call, in failure too; the answer's metadata tell which version gave it. A call that nobody waits for any more
     * is not run. Blocks.
     *
     * @param model that the message names
     * @param errors the protocol's words for a failure
     */
    public <A> void run(
            Protocol protocol,
            String model,
            StreamObserver<A> observer,
            Work<A> work,
            Function<Failure, ApiError> errors) {
        InferenceCall call = inference.begin(protocol, Transport.GRPC);
        GrpcCallMetadata metadata = GrpcCallMetadata.current();
        A answer = null;
        ApiError error = null;
        String code = "INTERNAL";
        dropAnswerIfCancelled(observer);
        try {
            GrpcDeadline.requireAwaited();
            answer = work.answer(call, metadata);
            code = OK;
        } catch (Throwable thrown) {
            error = errors.apply(Defects.failureOf(thrown, "an inference call over gRPC"));
            code = error.code().name();
        } finally {
            call.finish(code);
        }
        metadata.tell(call);
        send(observer, answer, error);
    }

    /** Without a handler, sending to a caller who has gone throws. */
    private static void dropAnswerIfCancelled(StreamObserver<?> observer) {
        if (observer instanceof ServerCallStreamObserver<?> server) {
            server.setOnCancelHandler(() -> {});
        }
    }

    private static <A> void send(StreamObserver<A> observer, @Nullable A answer, @Nullable ApiError error) {
        if (answer != null) {
            observer.onNext(answer);
            observer.onCompleted();
        } else if (error != null) {
            observer.onError(error.toGrpc());
        }
    }
}
