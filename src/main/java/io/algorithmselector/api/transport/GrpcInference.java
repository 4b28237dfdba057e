package io.algorithmselector.api.transport;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** What every inference request over gRPC goes through, whatever its protocol: answered, counted, told. Thread-safe. */
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

    /** How a request ended: with an answer, or with an error. */
    public sealed interface Outcome<A> {
        /** Is finished; knows the version that was chosen. */
        InferenceCall call();

        record Answered<A>(InferenceCall call, A answer) implements Outcome<A> {}

        record Failed<A>(InferenceCall call, ApiError error) implements Outcome<A> {}
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
        GrpcCallMetadata metadata = GrpcCallMetadata.current();
        dropAnswerIfCancelled(observer);
        Outcome<A> outcome = answer(protocol, model, metadata, work, errors);
        metadata.tell(outcome.call());
        switch (outcome) {
            case Outcome.Answered<A>(InferenceCall _, A answer) -> {
                observer.onNext(answer);
                observer.onCompleted();
            }
            case Outcome.Failed<A>(InferenceCall _, ApiError error) -> observer.onError(error.toGrpc());
        }
    }

    /**
     * As {@link #run}, for whoever sends the answer otherwise: a stream, where many requests share one call's metadata.
     *
     * @param metadata of the call or stream
     */
    public <A> Outcome<A> answer(
            Protocol protocol,
            String model,
            GrpcCallMetadata metadata,
            Work<A> work,
            Function<Failure, ApiError> errors) {
        InferenceCall call = inference.begin(protocol, Transport.GRPC, model);
        String code = "INTERNAL";
        try {
            GrpcDeadline.requireAwaited();
            A answer = work.answer(call, metadata);
            code = OK;
            return new Outcome.Answered<>(call, answer);
        } catch (Throwable thrown) {
            ApiError error = errors.apply(Defects.failureOf(thrown, "an inference call over gRPC"));
            code = error.code().name();
            return new Outcome.Failed<>(call, error);
        } finally {
            call.finish(code);
        }
    }

    /** Counts a request that is answered with an error before anybody has looked for its model. */
    public void refused(Protocol protocol, ErrorCode code) {
        inference.begin(protocol, Transport.GRPC, "").finish(code.name());
    }

    /** Without a handler, sending to a caller who has gone throws. */
    private static void dropAnswerIfCancelled(StreamObserver<?> observer) {
        if (observer instanceof ServerCallStreamObserver<?> server) {
            server.setOnCancelHandler(() -> {});
        }
    }
}
