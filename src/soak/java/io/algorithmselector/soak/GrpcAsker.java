package io.algorithmselector.soak;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.concurrent.TimeUnit;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;

/** Over the TensorFlow Serving gRPC API, on one channel, which asks nothing twice by itself. */
final class GrpcAsker implements Asker {
    private final ManagedChannel channel;

    GrpcAsker(int port) {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .disableRetry()
                .build();
    }

    @Override
    public long ask(float x) throws Exception {
        PredictResponse response = PredictionServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .predict(request(x));
        return Asker.agreed(
                x,
                response.getOutputsOrThrow("y").getFloatVal(0),
                response.getOutputsOrThrow("version").getInt64Val(0),
                response.getModelSpec().getVersion().getValue());
    }

    private static PredictRequest request(float x) {
        TensorProto tensor = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(1)))
                .addFloatVal(x)
                .build();
        return PredictRequest.newBuilder()
                .setModelSpec(ModelSpec.newBuilder().setName(MODEL))
                .putInputs("x", tensor)
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
