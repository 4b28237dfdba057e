package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import inference.ModelInferRequest;
import inference.ModelInferRequest.InferInputTensor;
import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.api.json.JsonTensorReader;
import io.algorithmselector.api.json.JsonTensorWriter;
import io.algorithmselector.api.json.JsonWriter;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The ways between a received buffer and an engine's tensor, each with what it is held against: JSON with Jackson's streaming parser
 * and generator, binary forms with one copy of the same bytes. The engine's tensor is native memory that is there already; the way
 * back begins with the output as the engine's port hands it out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Elements; 1 MiB as floats. */
    static final int ELEMENTS = 1 << 18;

    private final MemorySegment engine = Arena.global().allocate(4L * ELEMENTS, 64);

    /** JSON: a list of floats. */
    @State(Scope.Thread)
    public static class Json {
        /** Significant digits of each number in the request. */
        @Param({"4", "17"})
        public int digits;

        final JsonFactory jackson = new JsonFactory();
        byte[] text = {};
        Tensor tensor = new Tensor.Numeric(DataType.FLOAT32, Shape.of(0), MemorySegment.ofArray(new byte[0]));

        @Setup
        public void write() {
            SplittableRandom random = new SplittableRandom(1);
            StringBuilder json = new StringBuilder("[");
            for (int i = 0; i < ELEMENTS; i++) {
                String number = String.format(Locale.ROOT, "%." + (digits - 1) + "e", random.nextDouble() * 100);
                json.append(i == 0 ? "" : ",").append(new BigDecimal(number).toPlainString());
            }
            text = json.append(']').toString().getBytes(US_ASCII);
            tensor = new JsonTensorReader("x", DataType.FLOAT32, new ByteBudget(Integer.MAX_VALUE))
                    .whole(new JsonCursor(text));
        }
    }

    /** Binary: the bytes of the same number of floats, as each interface carries them. */
    @State(Scope.Thread)
    public static class Binary {
        final Signature signature = Signature.of(
                Signature.DEFAULT,
                Signature.PREDICT,
                List.of(new TensorSpec("x", DataType.FLOAT32, ShapeSpec.of(-1))),
                List.of());
        final byte[] content = new byte[4 * ELEMENTS];
        final byte[] transport = new byte[4 * ELEMENTS + 1024];
        byte[] rest = {};
        byte[] grpc = {};
        List<String> header = List.of();
        final InferRequest wanted = new InferRequest(
                null,
                InferParameters.of("the request", Map.of("binary_data_output", new ParameterValue.Flag(true))),
                List.of(),
                _ -> Map.of());
        final InferenceResult result = new InferenceResult(
                new VersionId("m", 1),
                signature,
                new TreeMap<>(Map.of("y", Tensor.Numeric.of(DataType.FLOAT32, Shape.of(ELEMENTS), content))));

        @Setup
        public void write() {
            new SplittableRandom(1).nextBytes(content);
            byte[] json = ("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[" + ELEMENTS
                            + "],\"parameters\":{\"binary_data_size\":" + content.length + "}}]}")
                    .getBytes(US_ASCII);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(json);
            body.writeBytes(content);
            rest = body.toByteArray();
            header = List.of(Integer.toString(json.length));
            grpc = ModelInferRequest.newBuilder()
                    .setModelName("m")
                    .addInputs(InferInputTensor.newBuilder()
                            .setName("x")
                            .setDatatype("FP32")
                            .addShape(ELEMENTS))
                    .addRawInputContents(ByteString.copyFrom(content))
                    .build()
                    .toByteArray();
        }
    }

    @Benchmark
    public MemorySegment jsonReadOurs(Json json) {
        Tensor.Numeric tensor =
                (Tensor.Numeric) new JsonTensorReader("x", DataType.FLOAT32, new ByteBudget(Integer.MAX_VALUE))
                        .whole(new JsonCursor(json.text));
        return engine.copyFrom(tensor.data());
    }

    @Benchmark
    public MemorySegment jsonReadJackson(Json json) throws IOException {
        try (JsonParser parser = json.jackson.createParser(json.text)) {
            parser.nextToken();
            long at = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                engine.set(FLOAT, at, parser.getFloatValue());
                at += Float.BYTES;
            }
        }
        return engine;
    }

    @Benchmark
    public byte[] jsonWriteOurs(Json json) {
        JsonWriter out = new JsonWriter(JsonTensorWriter.expectedLength(List.of(json.tensor)));
        new JsonTensorWriter(out).flat("x", json.tensor);
        return out.toBytes();
    }

    /** In the number format of TensorFlow Serving. */
    @Benchmark
    public byte[] jsonWriteTensorFlow(Json json) {
        JsonWriter out = new JsonWriter(JsonTensorWriter.expectedLength(List.of(json.tensor)));
        new JsonTensorWriter(out).whole("x", json.tensor, false);
        return out.toBytes();
    }

    @Benchmark
    public byte[] jsonWriteJackson(Json json) throws IOException {
        MemorySegment data = ((Tensor.Numeric) json.tensor).data();
        ByteArrayOutputStream out = new ByteArrayOutputStream(12 * ELEMENTS);
        try (JsonGenerator generator = json.jackson.createGenerator(out)) {
            generator.writeStartArray();
            for (int i = 0; i < ELEMENTS; i++) {
                generator.writeNumber(data.getAtIndex(FLOAT, i));
            }
            generator.writeEndArray();
        }
        return out.toByteArray();
    }

    @Benchmark
    public MemorySegment copyIn(Binary binary) {
        return engine.copyFrom(MemorySegment.ofArray(binary.content));
    }

    @Benchmark
    public MemorySegment readRest(Binary binary) {
        InferRequest request = InferBody.read(binary.rest, binary.header, Integer.MAX_VALUE);
        return toEngine(request.inputs().decode(binary.signature).get("x"));
    }

    @Benchmark
    public MemorySegment readGrpc(Binary binary) throws IOException {
        // as api.transport.ReceivedMessage takes a message apart
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(binary.grpc).newCodedInput();
        in.enableAliasing(true);
        ModelInferReader reader = new ModelInferReader(ModelInferRequest.parseFrom(in));
        return toEngine(new DeclaredInputs(reader.inputs(), Integer.MAX_VALUE)
                .decode(binary.signature)
                .get("x"));
    }

    /** What the answer is held against: it is memory of its own. */
    @Benchmark
    public byte[] copyOut(Binary binary) {
        return Arrays.copyOf(binary.content, binary.content.length);
    }

    @Benchmark
    public byte[] writeRest(Binary binary) {
        return InferAnswer.of(binary.wanted, binary.result).body();
    }

    /** What the message is held against, which is written into a buffer of the transport's. */
    @Benchmark
    public byte[] copyToTransport(Binary binary) {
        System.arraycopy(binary.content, 0, binary.transport, 0, binary.content.length);
        return binary.transport;
    }

    @Benchmark
    public byte[] writeGrpc(Binary binary) throws IOException {
        ModelInferWriter.write("", binary.result, List.of(), true)
                .writeTo(CodedOutputStream.newInstance(binary.transport));
        return binary.transport;
    }

    private MemorySegment toEngine(@Nullable Tensor tensor) {
        if (!(tensor instanceof Tensor.Numeric numeric)) {
            throw new IllegalStateException("x is missing");
        }
        return engine.copyFrom(numeric.data());
    }
}
