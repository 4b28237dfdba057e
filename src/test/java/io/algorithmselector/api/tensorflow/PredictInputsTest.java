package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Predict.PredictRequest;

class PredictInputsTest {
    private static final long LIMIT = 1 << 20;

    private static final Signature SIGNATURE = Signature.of(
            "s",
            Signature.PREDICT,
            List.of(
                    new TensorSpec("a", DataType.FLOAT32, ShapeSpec.of(-1)),
                    new TensorSpec("b", DataType.STRING, ShapeSpec.of(-1))),
            List.of(
                    new TensorSpec("y", DataType.FLOAT32, ShapeSpec.of(-1)),
                    new TensorSpec("z", DataType.FLOAT32, ShapeSpec.of(-1))));

    private static TensorProto floats(long... dimensions) {
        return proto(org.tensorflow.framework.DataType.DT_FLOAT, dimensions)
                .addFloatVal(1)
                .build();
    }

    private static TensorProto strings(String value, long... dimensions) {
        return proto(org.tensorflow.framework.DataType.DT_STRING, dimensions)
                .addStringVal(ByteString.copyFromUtf8(value))
                .build();
    }

    private static TensorProto.Builder proto(org.tensorflow.framework.DataType type, long... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            shape.addDimBuilder().setSize(dimension);
        }
        return TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
    }

    private static PredictRequest.Builder request(TensorProto a, TensorProto b) {
        return PredictRequest.newBuilder().putInputs("a", a).putInputs("b", b);
    }

    private static Map<String, Tensor> decode(PredictRequest.Builder request) {
        return new PredictInputs(request.build(), LIMIT).decode(SIGNATURE);
    }

    private static String failure(PredictRequest.Builder request) {
        ServingException exception = catchThrowableOfType(ServingException.class, () -> decode(request));
        assertThat(exception).isNotNull();
        assertThat(exception.failure()).isInstanceOf(Failure.InvalidInput.class);
        return exception.failure().message();
    }

    @Test
    void inputs_thatFit_areDecodedByName() {
        Map<String, Tensor> inputs = decode(request(floats(3), strings("v", 2)));
        assertThat(inputs).containsOnlyKeys("a", "b");
        assertThat(inputs.get("a")).extracting(Tensor::shape).hasToString("[3]");
        assertThat(inputs.get("b")).extracting(Tensor::shape).hasToString("[2]");
    }

    @Test
    void inputs_unknownAndHuge_allocateNothing() {
        PredictRequest.Builder builder = request(floats(1), strings("v", 1));
        for (int i = 0; i < 100; i++) {
            builder.putInputs("unknown" + i, floats(LIMIT / 4));
        }
        PredictRequest request = builder.build();
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        ServingException exception =
                catchThrowableOfType(ServingException.class, () -> new PredictInputs(request, LIMIT).decode(SIGNATURE));
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertThat(exception).hasMessageStartingWith("input unknown").hasMessageEndingWith("it has [a, b]");
        assertThat(allocated).isLessThan(LIMIT / 2);
    }

    @Test
    void inputs_misfit_isSaidBeforeAnotherOneIsDecoded() {
        assertThat(failure(request(floats(LIMIT), floats(1)))).isEqualTo("input b is float32, expected string");
        assertThat(failure(request(floats(LIMIT), strings("v", 1, 1))))
                .isEqualTo("input b has shape [1,1], expected [-1]");
        assertThat(failure(PredictRequest.newBuilder().putInputs("a", floats(LIMIT))))
                .isEqualTo("input b of signature s is missing; it takes [a, b] and got [a]");
    }

    @Test
    void inputs_thatFitOneByOneButNotTogether_areRefused() {
        long two = LIMIT / 2;
        decode(request(floats(two / 4), strings("", two / 24)));
        decode(request(floats(LIMIT / 4 - 6), strings("", 1)));
        assertThat(failure(request(floats(two / 4 + 8), strings("", two / 24))))
                .startsWith("input b does not fit: the inputs of a request may take 1048576 bytes");
        assertThat(failure(request(floats(LIMIT / 4 - 6), strings("v", 1)))).startsWith("input b does not fit");
    }

    @Test
    void strings_spread_areChargedTheirBytesForEachElement() {
        String value = "v".repeat(76);
        decode(request(floats(1), strings(value, LIMIT / 100 - 1)));
        assertThat(failure(request(floats(1), strings(value, LIMIT / 100 + 1)))).startsWith("input b does not fit");
    }

    @Test
    void outputFilter_unknownOrTwice_isRefusedInTensorFlowServingsWords() {
        assertThat(failure(
                        request(floats(1), strings("v", 1)).addOutputFilter("y").addOutputFilter("w")))
                .isEqualTo(
                        "output tensor alias not found in signature: w" + " Outputs expected to be in the set {y,z}.");
        PredictRequest twice = PredictRequest.newBuilder()
                .addOutputFilter("y")
                .addOutputFilter("y")
                .build();
        assertThat(catchThrowableOfType(ServingException.class, () -> new PredictInputs(twice, LIMIT).outputs()))
                .hasMessage("duplicate output tensor alias: y");
    }

    @Test
    void outputFilter_named_isWhatIsAskedFor() {
        PredictRequest request = PredictRequest.newBuilder()
                .addOutputFilter("z")
                .addOutputFilter("y")
                .build();
        assertThat(new PredictInputs(request, LIMIT).outputs()).containsExactly("z", "y");
        assertThat(new PredictInputs(PredictRequest.getDefaultInstance(), LIMIT).outputs())
                .isEmpty();
    }
}
