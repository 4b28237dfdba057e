package io.algorithmselector.mesh;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;
import tensorflow.serving.PredictionServiceGrpc.PredictionServiceBlockingStub;

/** Over gRPC, by TensorFlow Serving's Predict. */
final class GrpcCaller implements Caller {
    private static final PredictRequest REQUEST = request();

    private final ManagedChannel channel;

    /** Takes the channel over. */
    GrpcCaller(ManagedChannel channel) {
        this.channel = channel;
    }

    static GrpcCaller plain(String host, int port) {
        return new GrpcCaller(
                ManagedChannelBuilder.forAddress(host, port).usePlaintext().build());
    }

    private static PredictRequest request() {
        TensorProto.Builder window = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.newBuilder().addDim(size(1)).addDim(size(Reference.WINDOW.length)));
        for (float reading : Reference.WINDOW) {
            window.addFloatVal(reading);
        }
        return PredictRequest.newBuilder()
                .setModelSpec(ModelSpec.newBuilder().setName("algorithm-selector"))
                .putInputs("window", window.build())
                .build();
    }

    private static TensorShapeProto.Dim size(int size) {
        return TensorShapeProto.Dim.newBuilder().setSize(size).build();
    }

    @Override
    public Answer call(Map<String, String> headers) {
        long began = System.nanoTime();
        String outcome;
        try {
            outcome = outcome(stub(headers).predict(REQUEST));
        } catch (StatusRuntimeException e) {
            outcome = e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
        return new Answer(outcome, System.nanoTime() - began);
    }

    private PredictionServiceBlockingStub stub(Map<String, String> headers) {
        return PredictionServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata(headers)))
                .withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    static Metadata metadata(Map<String, String> headers) {
        Metadata metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return metadata;
    }

    /** For any other call. */
    ManagedChannel channel() {
        return channel;
    }

    private static String outcome(PredictResponse response) {
        return Reference.outcome(
                (int) response.getModelSpec().getVersion().getValue(),
                response.getOutputsOrThrow("algorithm").getStringVal(0).toStringUtf8(),
                response.getOutputsOrThrow("scores").getFloatValList(),
                response.getOutputsOrThrow("expected_error").getFloatValList());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
