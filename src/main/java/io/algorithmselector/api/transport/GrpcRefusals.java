package io.algorithmselector.api.transport;

import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.grpc.Status;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts inference calls over gRPC that no service gets to hear of; nobody knows then which model they name. Thread-safe. */
@Singleton
public final class GrpcRefusals {
    private static final Map<String, Protocol> INFERENCE = Map.of(
            "tensorflow.serving.PredictionService/Predict", Protocol.TENSORFLOW,
            "tensorflow.serving.PredictionService/Classify", Protocol.TENSORFLOW,
            "tensorflow.serving.PredictionService/Regress", Protocol.TENSORFLOW,
            "tensorflow.serving.PredictionService/MultiInference", Protocol.TENSORFLOW,
            "inference.GRPCInferenceService/ModelInfer", Protocol.OPENINFERENCE,
            "inference.GRPCInferenceService/ModelStreamInfer", Protocol.OPENINFERENCE);

    private final Inference inference;

    public GrpcRefusals(Inference inference) {
        this.inference = inference;
    }

    /** A call of any method, which counts if that is one of inference. */
    void refused(String method, Status.Code code) {
        @Nullable Protocol protocol = INFERENCE.get(method);
        if (protocol != null) {
            inference.begin(protocol, Transport.GRPC, "").finish(code.name());
        }
    }
}
