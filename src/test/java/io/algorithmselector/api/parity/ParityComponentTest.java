package io.algorithmselector.api.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.api.parity.Outcome.Answered;
import io.algorithmselector.api.parity.Outcome.Refused;
import io.algorithmselector.model.DataType;
import io.algorithmselector.testing.FakeModels;
import io.algorithmselector.testing.FakeModelsProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same question through four interfaces has the same answer, or is refused for the same reason. */
@QuarkusTest
@TestProfile(FakeModelsProfile.class)
class ParityComponentTest {
    @ConfigProperty(name = "quarkus.http.test-port")
    int restPort;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int grpcPort;

    private RestFaces rest;
    private GrpcFaces grpc;

    @BeforeEach
    void connect() {
        rest = new RestFaces(restPort);
        grpc = new GrpcFaces(grpcPort);
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        rest.close();
        grpc.close();
    }

    private static Case.Builder halfPlus(String name) {
        return Case.of(name, FakeModels.HALF_PLUS).input("x", DataType.FLOAT32, List.of(3), 1.0, 2.0, 5.0);
    }

    private static Case.Builder echo(DataType type, List<Integer> shape, Object... values) {
        return Case.of("echo of " + type, FakeModels.ECHO)
                .signature(type.toString())
                .input("x", type, shape, values);
    }

    static Stream<Arguments> answered() {
        return Stream.of(
                Arguments.of(halfPlus("newest").build(), "2", List.of(3.5, 4.0, 5.5)),
                Arguments.of(halfPlus("version").version("1").build(), "1", List.of(2.5, 3.0, 4.5)),
                Arguments.of(halfPlus("label").version("stable").build(), "1", List.of(2.5, 3.0, 4.5)),
                Arguments.of(
                        echo(DataType.FLOAT32, List.of(2, 2), 1.5, -0.25, 3e30, 0.1)
                                .build(),
                        "1",
                        List.of(1.5, -0.25, (double) 3e30f, (double) 0.1f)),
                Arguments.of(
                        echo(DataType.FLOAT64, List.of(1, 3), 0.1, 1e300, -2.0).build(),
                        "1",
                        List.of(0.1, 1e300, -2.0)),
                Arguments.of(
                        echo(DataType.INT32, List.of(2), -2147483648L, 2147483647L)
                                .build(),
                        "1",
                        List.of(-2147483648.0, 2147483647.0)),
                Arguments.of(
                        echo(DataType.INT64, List.of(2), 9007199254740993L, -1L).build(),
                        "1",
                        List.of((double) 9007199254740993L, -1.0)),
                Arguments.of(echo(DataType.BOOL, List.of(2, 1), true, false).build(), "1", List.of(true, false)),
                Arguments.of(echo(DataType.STRING, List.of(2), "", "größer").build(), "1", List.of("", "größer")));
    }

    @ParameterizedTest
    @MethodSource
    void answered(Case asked, String version, List<Object> output) throws Exception {
        for (Outcome outcome : all(asked)) {
            assertThat(outcome).isInstanceOf(Answered.class);
            Answered answered = (Answered) outcome;
            assertThat(answered.version()).isEqualTo(version);
            assertThat(floats(answered.outputs())).containsExactly(floats(output));
        }
    }

    /** JSON's shortest text of a float is another double than the float itself: compared as floats where they are equal as such. */
    private static List<List<Object>> floats(SortedMap<String, List<Object>> outputs) {
        List<List<Object>> all = new ArrayList<>();
        outputs.values().forEach(values -> all.add(floats(values)));
        return all;
    }

    private static List<Object> floats(List<Object> values) {
        return values.stream()
                .map(value -> value instanceof Double number && Math.abs(number) < 1e38
                        ? (Object) number.floatValue()
                        : value)
                .toList();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                // what is asked; status of TensorFlow Serving's and of OIP's REST; codes of gRPC; what every text
                // names; version told
                refusal(halfPlus("unknown version").version("9"), "404 404 NOT_FOUND NOT_FOUND", "9", ""),
                refusal(halfPlus("failed version").version("3"), "404 503 NOT_FOUND UNAVAILABLE", "3", ""),
                refusal(halfPlus("unknown label").version("none"), "400 404 INVALID_ARGUMENT NOT_FOUND", "none", ""),
                refusal(halfPlus("label not ready").version("next"), "503 503 UNAVAILABLE UNAVAILABLE", "next", ""),
                refusal(Case.of("unknown model", "nobody"), "404 404 NOT_FOUND NOT_FOUND", "nobody", ""),
                refusal(Case.of("loading model", FakeModels.LOADING), "503 503 UNAVAILABLE UNAVAILABLE", "loading", ""),
                refusal(
                        halfPlus("unknown signature").signature("other"),
                        "400 400 FAILED_PRECONDITION INVALID_ARGUMENT",
                        "other",
                        "2"),
                refusal(
                        Case.of("missing input", FakeModels.ECHO).input("a", DataType.FLOAT32, List.of(1), 1.0),
                        "400 400 INVALID_ARGUMENT INVALID_ARGUMENT",
                        "b_bytes",
                        "1"),
                refusal(
                        Case.of("wrong rank", FakeModels.HALF_PLUS)
                                .input("x", DataType.FLOAT32, List.of(1, 2), 1.0, 2.0),
                        "400 400 INVALID_ARGUMENT INVALID_ARGUMENT",
                        "input x has shape [1,2], expected [-1]",
                        "2"),
                refusal(
                        Case.of("engine fails", FakeModels.BROKEN)
                                .signature("engine")
                                .input("x", DataType.FLOAT32, List.of(1), 1.0),
                        "400 400 OUT_OF_RANGE OUT_OF_RANGE",
                        "index 7 is out of range",
                        "7"),
                refusal(
                        Case.of("time limit", FakeModels.BROKEN)
                                .signature("timeout")
                                .input("x", DataType.FLOAT32, List.of(1), 1.0),
                        "504 504 DEADLINE_EXCEEDED DEADLINE_EXCEEDED",
                        "the model's time limit has passed",
                        "7"),
                refusal(
                        Case.of("defect", FakeModels.BROKEN)
                                .signature("defect")
                                .input("x", DataType.FLOAT32, List.of(1), 1.0),
                        "500 500 INTERNAL INTERNAL",
                        "internal error",
                        "7"));
    }

    private static Arguments refusal(Case.Builder asked, String codes, String named, String version) {
        return Arguments.of(asked.build(), codes, named, version);
    }

    @ParameterizedTest
    @MethodSource
    void refused(Case asked, String codes, String named, String version) throws Exception {
        List<String> found = new ArrayList<>();
        for (Outcome outcome : all(asked)) {
            assertThat(outcome).isInstanceOf(Refused.class);
            Refused refused = (Refused) outcome;
            found.add(refused.code());
            assertThat(refused.text()).contains(named).doesNotContain("secret");
            assertThat(refused.version()).isEqualTo(version);
        }
        assertThat(String.join(" ", found)).isEqualTo(codes);
    }

    private List<Outcome> all(Case asked) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(rest.tensorflow(asked));
        outcomes.add(rest.openInference(asked));
        outcomes.add(grpc.tensorflow(asked));
        outcomes.add(grpc.openInference(asked));
        return outcomes;
    }
}
