package io.algorithmselector.demo;

import com.google.protobuf.Int64Value;
import io.algorithmselector.trainer.SampleWindows;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;
import tensorflow.serving.PredictionServiceGrpc.PredictionServiceBlockingStub;

/** Asks a running gateway over gRPC, as any TensorFlow Serving client would: version 1, then version 2. */
public final class GrpcExample {
    private static final String MODEL = "algorithm-selector";

    /** Held, or its level would be forgotten with it. */
    private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

    private GrpcExample() {}

    /** @param arguments the address, {@code host:port} */
    public static void main(String[] arguments) {
        GRPC_LOG.setLevel(Level.WARNING);
        ManagedChannel channel =
                ManagedChannelBuilder.forTarget(arguments[0]).usePlaintext().build();
        try {
            PredictionServiceBlockingStub client = PredictionServiceGrpc.newBlockingStub(channel);
            for (long version = 1; version <= 2; version++) {
                print(version, client.predict(request(version, SampleWindows.window(SampleWindows.CONTESTED))));
            }
        } catch (StatusRuntimeException e) {
            System.err.println("no answer from " + arguments[0] + ": " + e.getStatus());
            System.exit(1);
        } finally {
            channel.shutdownNow();
        }
    }

    static PredictRequest request(long version, float[] window) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.newBuilder().addDim(size(1)).addDim(size(window.length)));
        for (float reading : window) {
            tensor.addFloatVal(reading);
        }
        return PredictRequest.newBuilder()
                .setModelSpec(ModelSpec.newBuilder().setName(MODEL).setVersion(Int64Value.of(version)))
                .putInputs("window", tensor.build())
                .build();
    }

    private static TensorShapeProto.Dim size(int size) {
        return TensorShapeProto.Dim.newBuilder().setSize(size).build();
    }

    private static void print(long version, PredictResponse response) {
        TensorProto scores = response.getOutputsOrThrow("scores");
        TensorProto algorithm = response.getOutputsOrThrow("algorithm");
        System.out.printf(
                Locale.ROOT,
                "version %d (answered by %d): %s, scores %s%n",
                version,
                response.getModelSpec().getVersion().getValue(),
                algorithm.getStringVal(0).toStringUtf8(),
                scores.getFloatValList());
    }
}
