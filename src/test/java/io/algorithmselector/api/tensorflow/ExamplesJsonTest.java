package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;
import org.tensorflow.example.Int64List;
import tensorflow.serving.InputOuterClass.ExampleList;
import tensorflow.serving.InputOuterClass.ExampleListWithContext;
import tensorflow.serving.InputOuterClass.Input;

/** What takes examples, over REST and gRPC. */
class ExamplesJsonTest {
    private static final long LIMIT = 1_000_000;

    private static Tensor.Strings read(String json) {
        return new ExamplesJson(json.getBytes(UTF_8)).read(LIMIT);
    }

    private static String failure(Runnable read) {
        ServingException exception = catchThrowableOfType(ServingException.class, read::run);
        assertThat(exception).isNotNull();
        assertThat(exception.failure()).isInstanceOf(Failure.InvalidInput.class);
        return exception.failure().message();
    }

    private static Example example(Tensor.Strings tensor, int number) {
        try {
            return Example.parseFrom(tensor.elements().get(number));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Example of(String name, long value) {
        Example.Builder example = Example.newBuilder();
        example.getFeaturesBuilder().putFeature(name, feature(value));
        return example.build();
    }

    private static Feature feature(long value) {
        return Feature.newBuilder()
                .setInt64List(Int64List.newBuilder().addValue(value))
                .build();
    }

    @Test
    void examples_areAVectorOfSerializedExamples() {
        Tensor.Strings tensor = read("{\"examples\":[{\"a\":1},{\"a\":2},{}]}");
        assertThat(tensor.shape()).hasToString("[3]");
        assertThat(example(tensor, 0)).isEqualTo(of("a", 1));
        assertThat(example(tensor, 1)).isEqualTo(of("a", 2));
        assertThat(example(tensor, 2)).isEqualTo(Example.getDefaultInstance());
    }

    @Test
    void context_beforeOrAfterTheExamples_isAddedToEach() {
        for (String json : new String[] {
            "{\"context\":{\"c\":9},\"examples\":[{\"a\":1},{\"c\":2}]}",
            "{\"examples\":[{\"a\":1},{\"c\":2}],\"x\":[{}],\"context\":{\"c\":9}} and more"
        }) {
            Tensor.Strings tensor = read(json);
            assertThat(example(tensor, 0).getFeatures().getFeatureMap())
                    .containsEntry("a", feature(1))
                    .containsEntry("c", feature(9));
            assertThat(example(tensor, 1)).isEqualTo(of("c", 2));
        }
    }

    @Test
    void signatureName_isFoundBehindTheExamples() {
        assertThat(new ExamplesJson("{\"examples\":[{\"signature_name\":1}],\"signature_name\":\"s\"}".getBytes(UTF_8))
                        .signatureName())
                .isEqualTo("s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | JSON Parse error: The document is empty",
                "[] | JSON Value: Is not object",
                "{} | JSON Value: When method is classify, key 'examples' is expected and was not found",
                "{\"context\":{}} | JSON Value: When method is classify, key 'examples' is expected and was not found",
                "{\"examples\":{}} | JSON Value: Expecting 'examples' value to be an list/array",
                "{\"examples\":[]} | JSON Value: 'examples' value is an empty array",
                "{\"examples\":[1]} | Example must be JSON object but got JSON Number",
                "{\"context\":[],\"examples\":[{}]} | Example must be JSON object but got JSON Array",
                "{\"examples\":[{}],\"examples\":[{}]} | JSON Value: 'examples' key exists twice",
                "{\"context\":{},\"examples\":[{}],\"context\":{}} | JSON Value: 'context' key exists twice",
                "{\"signature_name\":null,\"examples\":[{}]} | JSON Value: not formatted correctly. 'signature_name' key must be a string value.",
                "{\"examples\":[{}} | JSON Parse error: Missing a comma or ] after an array element. at offset: 15"
            })
    void malformed_isRefusedInTensorFlowServingsWords(String json, String message) {
        assertThat(failure(() -> read(json))).isEqualTo(message);
    }

    @Test
    void context_timesExamplesBeyondTheLimit_isRefusedBeforeItIsCopied() {
        String context = "{\"c\":\"" + "v".repeat(10_000) + "\"}";
        read("{\"context\":" + context + ",\"examples\":[" + "{},".repeat(97) + "{}]}");
        assertThat(failure(() -> read("{\"context\":" + context + ",\"examples\":[" + "{},".repeat(99) + "{}]}")))
                .startsWith("input inputs does not fit: the inputs of a request may take 1000000 bytes in memory");
    }

    @Test
    void grpc_examples_withAndWithoutContext() {
        Input plain = Input.newBuilder()
                .setExampleList(ExampleList.newBuilder().addExamples(of("a", 1)))
                .build();
        assertThat(example(ExampleProtos.read(plain, LIMIT), 0)).isEqualTo(of("a", 1));
        Input withContext = Input.newBuilder()
                .setExampleListWithContext(ExampleListWithContext.newBuilder()
                        .setContext(of("c", 9))
                        .addExamples(of("a", 1))
                        .addExamples(of("c", 2)))
                .build();
        Tensor.Strings tensor = ExampleProtos.read(withContext, LIMIT);
        assertThat(tensor.elements().get(0))
                .isEqualTo(of("c", 9)
                        .toByteString()
                        .concat(of("a", 1).toByteString())
                        .toByteArray());
        assertThat(example(tensor, 1)).isEqualTo(of("c", 2));
    }

    @Test
    void grpc_noExamples_isTensorFlowServingsError() {
        Input context = Input.newBuilder()
                .setExampleListWithContext(ExampleListWithContext.newBuilder().setContext(of("c", 9)))
                .build();
        Input empty = Input.newBuilder()
                .setExampleList(ExampleList.getDefaultInstance())
                .build();
        for (Input input : new Input[] {Input.getDefaultInstance(), empty, context}) {
            assertThat(failure(() -> ExampleProtos.read(input, LIMIT))).isEqualTo("Input is empty.");
        }
    }
}
