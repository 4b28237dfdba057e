package io.algorithmselector.api.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tensors of a JSON body may take in memory, whatever its text says. */
class PredictBudgetTest {
    private static final int LIMIT = 1 << 20;

    private static Signature signature(DataType type, String... names) {
        List<TensorSpec> inputs = List.of(names).stream()
                .map(name -> new TensorSpec(name, type, ShapeSpec.UNKNOWN_RANK))
                .toList();
        return Signature.of(Signature.DEFAULT, Signature.PREDICT, inputs, List.of());
    }

    private static void decode(String json, Signature signature) {
        new PredictRequestJson(json.getBytes(UTF_8), LIMIT).decode(signature);
    }

    private static String failure(String json, Signature signature) {
        ServingException exception = catchThrowableOfType(ServingException.class, () -> decode(json, signature));
        assertThat(exception).isNotNull();
        return exception.failure().message();
    }

    private static String list(String element, int count) {
        return "[" + (element + ",").repeat(count - 1) + element + "]";
    }

    @ParameterizedTest
    @ValueSource(strings = {"inputs", "instances"})
    void numbers_upToTheLimit_areTaken_oneMoreIsRefusedByName(String key) {
        Signature doubles = signature(DataType.FLOAT64, "x");
        decode("{\"" + key + "\":" + list("1", LIMIT / 8) + "}", doubles);
        assertThat(failure("{\"" + key + "\":" + list("1", LIMIT / 8 + 1) + "}", doubles))
                .startsWith("input x does not fit: the inputs of a request may take 1048576 bytes in memory");
    }

    @Test
    void strings_takeTheirOverhead_howeverShortTheyAre() {
        Signature strings = signature(DataType.STRING, "x");
        decode("{\"inputs\":" + list("\"\"", LIMIT / 24) + "}", strings);
        assertThat(failure("{\"inputs\":" + list("\"\"", LIMIT / 24 + 1) + "}", strings))
                .startsWith("input x does not fit");
    }

    @Test
    void inputs_shareOneBudget_inBothFormats() {
        Signature two = signature(DataType.INT64, "x", "y");
        int half = LIMIT / 16;
        decode("{\"inputs\":{\"x\":" + list("1", half) + ",\"y\":" + list("1", half) + "}}", two);
        assertThat(failure("{\"inputs\":{\"x\":" + list("1", half) + ",\"y\":" + list("1", half + 1) + "}}", two))
                .startsWith("input y does not fit");
        decode("{\"instances\":" + list("{\"x\":1,\"y\":1}", half) + "}", two);
        assertThat(failure("{\"instances\":" + list("{\"x\":1,\"y\":1}", half + 1) + "}", two))
                .containsPattern("^input [xy] does not fit");
    }

    @Test
    void text_thatWouldTakeFarMoreThanTheLimit_allocatesNoMoreThanAFewTimesIt() {
        for (DataType type : new DataType[] {DataType.FLOAT64, DataType.INT64, DataType.STRING}) {
            String element = type == DataType.STRING ? "\"\"" : "1";
            PredictRequestJson request =
                    new PredictRequestJson(("{\"inputs\":" + list(element, 4 * LIMIT) + "}").getBytes(UTF_8), LIMIT);
            long allocated = allocated(() -> assertThatExceptionOfType(ServingException.class)
                    .isThrownBy(() -> request.decode(signature(type, "x"))));
            assertThat(allocated).as(type.toString()).isLessThan(5L * LIMIT);
        }
    }

    @Test
    void emptyRows_howeverMany_takeNoMemoryOfTheirOwn() {
        PredictRequestJson request =
                new PredictRequestJson(("{\"inputs\":" + list("[]", LIMIT) + "}").getBytes(UTF_8), LIMIT);
        assertThat(allocated(() -> request.decode(signature(DataType.FLOAT32, "x"))))
                .isLessThan(LIMIT / 2);
    }

    @Test
    void examples_areTakenFromTheBudgetAsTheyAreRead() {
        ExamplesJson request = new ExamplesJson(("{\"examples\":" + list("{}", LIMIT) + "}").getBytes(UTF_8));
        long allocated =
                allocated(() -> assertThat(catchThrowableOfType(ServingException.class, () -> request.read(LIMIT))
                                .failure()
                                .message())
                        .startsWith("input inputs does not fit"));
        assertThat(allocated).isLessThan(16L * LIMIT);
    }

    @Test
    void example_larger_thanTheLimit_isRefusedWhileItIsWritten() {
        // ten bytes in the message for each three of the text
        ExamplesJson request = new ExamplesJson(("{\"examples\":[{\"f\":" + list("-1", LIMIT) + "}]}").getBytes(UTF_8));
        long allocated =
                allocated(() -> assertThat(catchThrowableOfType(ServingException.class, () -> request.read(LIMIT))
                                .failure()
                                .message())
                        .isEqualTo("an example takes more than 1048576 bytes in memory"));
        assertThat(allocated).isLessThan(5L * LIMIT);
    }

    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
