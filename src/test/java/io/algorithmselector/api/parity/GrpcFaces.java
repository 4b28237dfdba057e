package io.algorithmselector.api.parity;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import inference.GRPCInferenceServiceGrpc;
import inference.InferParameter;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import inference.ModelInferResponse;
import inference.ModelInferResponse.InferOutputTensor;
import io.algorithmselector.api.parity.Outcome.Answered;
import io.algorithmselector.api.parity.Outcome.Refused;
import io.algorithmselector.model.DataType;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;
import tensorflow.serving.PredictionServiceGrpc;

/** The two gRPC interfaces. */
final class GrpcFaces {
    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("x-model-version", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;

    GrpcFaces(int port) {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
    }

    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    /** With {@code tensor_content}, or {@code string_val}. */
    Outcome tensorflow(Case asked) {
        ModelSpec.Builder spec = ModelSpec.newBuilder().setName(asked.model()).setSignatureName(asked.signature());
        if (asked.versionIsNumber()) {
            spec.setVersion(Int64Value.of(Long.parseLong(asked.version())));
        } else if (!asked.version().isEmpty()) {
            spec.setVersionLabel(asked.version());
        }
        PredictRequest.Builder request = PredictRequest.newBuilder().setModelSpec(spec);
        asked.inputs().forEach(input -> request.putInputs(input.name(), tensor(input)));
        try {
            PredictResponse answer =
                    PredictionServiceGrpc.newBlockingStub(channel).predict(request.build());
            SortedMap<String, List<Object>> outputs = new TreeMap<>();
            answer.getOutputsMap().forEach((name, tensor) -> outputs.put(name, values(tensor)));
            return new Answered(Long.toString(answer.getModelSpec().getVersion().getValue()), outputs);
        } catch (StatusRuntimeException e) {
            return refused(e);
        }
    }

    /** With raw contents. */
    Outcome openInference(Case asked) {
        ModelInferRequest.Builder request =
                ModelInferRequest.newBuilder().setModelName(asked.model()).setModelVersion(asked.version());
        if (!asked.signature().isEmpty()) {
            request.putParameters(
                    "signature_name",
                    InferParameter.newBuilder()
                            .setStringParam(asked.signature())
                            .build());
        }
        for (Case.Input input : asked.inputs()) {
            request.addInputs(InferInputTensor.newBuilder()
                    .setName(input.name())
                    .setDatatype(RestFaces.datatype(input.type()))
                    .addAllShape(input.shape().stream().map(Integer::longValue).toList()));
            request.addRawInputContents(bytes(input));
        }
        try {
            ModelInferResponse answer =
                    GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request.build());
            SortedMap<String, List<Object>> outputs = new TreeMap<>();
            for (int i = 0; i < answer.getOutputsCount(); i++) {
                InferOutputTensor output = answer.getOutputs(i);
                outputs.put(output.getName(), values(output.getDatatype(), answer.getRawOutputContents(i)));
            }
            return new Answered(answer.getModelVersion(), outputs);
        } catch (StatusRuntimeException e) {
            return refused(e);
        }
    }

    private static Refused refused(StatusRuntimeException e) {
        Metadata trailers = e.getTrailers();
        String version = trailers == null ? null : trailers.get(VERSION);
        return new Refused(
                e.getStatus().getCode().name(),
                String.valueOf(e.getStatus().getDescription()),
                version == null ? "" : version);
    }

    private static TensorProto tensor(Case.Input input) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        input.shape().forEach(size -> shape.addDimBuilder().setSize(size));
        TensorProto.Builder tensor = TensorProto.newBuilder().setTensorShape(shape);
        if (input.type() == DataType.STRING) {
            tensor.setDtype(org.tensorflow.framework.DataType.DT_STRING);
            input.values().forEach(text -> tensor.addStringVal(ByteString.copyFromUtf8((String) text)));
            return tensor.build();
        }
        return tensor.setDtype(dtype(input.type()))
                .setTensorContent(bytes(input))
                .build();
    }

    private static org.tensorflow.framework.DataType dtype(DataType type) {
        return switch (type) {
            case FLOAT32 -> org.tensorflow.framework.DataType.DT_FLOAT;
            case FLOAT64 -> org.tensorflow.framework.DataType.DT_DOUBLE;
            case INT32 -> org.tensorflow.framework.DataType.DT_INT32;
            case INT64 -> org.tensorflow.framework.DataType.DT_INT64;
            case BOOL -> org.tensorflow.framework.DataType.DT_BOOL;
            default -> throw new IllegalArgumentException(type.name());
        };
    }

    /** As OIP's raw contents have them. */
    private static ByteString bytes(Case.Input input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object value : input.values()) {
            ByteBuffer element = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            switch (input.type()) {
                case FLOAT32 -> element.putFloat(((Number) value).floatValue());
                case FLOAT64 -> element.putDouble(((Number) value).doubleValue());
                case INT32 -> element.putInt(((Number) value).intValue());
                case INT64 -> element.putLong(((Number) value).longValue());
                case BOOL -> element.put((byte) (value.equals(true) ? 1 : 0));
                case STRING ->
                    element.putInt(ByteString.copyFromUtf8((String) value).size());
                default -> throw new IllegalArgumentException(input.type().name());
            }
            out.write(element.array(), 0, element.position());
            if (value instanceof String text) {
                out.writeBytes(ByteString.copyFromUtf8(text).toByteArray());
            }
        }
        return ByteString.copyFrom(out.toByteArray());
    }

    private static List<Object> values(TensorProto tensor) {
        List<Object> values = new ArrayList<>();
        tensor.getFloatValList().forEach(value -> values.add(Outcome.comparable(value)));
        tensor.getDoubleValList().forEach(value -> values.add(Outcome.comparable(value)));
        tensor.getIntValList().forEach(value -> values.add(Outcome.comparable(value)));
        tensor.getInt64ValList().forEach(value -> values.add(Outcome.comparable(value)));
        values.addAll(tensor.getBoolValList());
        tensor.getStringValList().forEach(value -> values.add(value.toStringUtf8()));
        return values;
    }

    private static List<Object> values(String datatype, ByteString raw) {
        List<Object> values = new ArrayList<>();
        ByteBuffer in = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            values.add(
                    switch (datatype) {
                        case "FP32" -> Outcome.comparable(in.getFloat());
                        case "FP64" -> Outcome.comparable(in.getDouble());
                        case "INT32" -> Outcome.comparable(in.getInt());
                        case "INT64" -> Outcome.comparable(in.getLong());
                        case "BOOL" -> (Object) (in.get() != 0);
                        case "BYTES" -> text(in);
                        default -> throw new IllegalArgumentException(datatype);
                    });
        }
        return values;
    }

    private static String text(ByteBuffer in) {
        byte[] text = new byte[in.getInt()];
        in.get(text);
        return ByteString.copyFrom(text).toStringUtf8();
    }
}
