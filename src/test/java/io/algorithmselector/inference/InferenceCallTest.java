package io.algorithmselector.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.selection.VersionChoice;
import io.algorithmselector.selection.VersionRequest;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModel;
import io.algorithmselector.testing.FakeServable;
import io.algorithmselector.testing.FakeServing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class InferenceCallTest {
    private static final Tensor X = Tensor.Numeric.of(DataType.INT8, Shape.SCALAR, new byte[] {1});
    private static final Signature SIGNATURE = Signature.of(
            Signature.DEFAULT,
            Signature.PREDICT,
            List.of(new TensorSpec("x", DataType.INT8, ShapeSpec.of())),
            List.of(
                    new TensorSpec("y", DataType.INT8, ShapeSpec.of()),
                    new TensorSpec("z", DataType.INT8, ShapeSpec.of())));

    private static final Signature OTHER =
            new Signature("other", Signature.PREDICT, SIGNATURE.inputs(), SIGNATURE.outputs());

    /** What decoding takes on the clock, which nothing but this and computing moves. */
    private static final long DECODING = 10;

    private static final long COMPUTING = 100;

    private final FakeModel model = new FakeModel("m").label("stable", 1);
    private final FakeServing serving = new FakeServing().with(model);
    private final Observer observer = new Observer();
    private long now;
    private final Inference inference = new Inference(serving, new VersionSelector(), observer, () -> now);
    private final InferenceCall call = inference.begin(Protocol.TENSORFLOW, Transport.GRPC, "m");

    @BeforeEach
    void twoVersionsEchoTheirInput() {
        model.available(1, new FakeServable().with(SIGNATURE, this::echo));
        model.available(2, new FakeServable().with(SIGNATURE, this::echo));
    }

    @AfterEach
    void noHandleIsOpen() {
        assertThat(model.openHandles()).isZero();
    }

    @AfterEach
    void nothingIsInFlightOnceTheCallIsFinished() {
        call.finish("OK");
        assertThat(observer.inFlight).isZero();
    }

    private SequencedMap<String, Tensor> echo(Map<String, Tensor> inputs) {
        now += COMPUTING;
        Tensor x = Objects.requireNonNull(inputs.get("x"));
        return new TreeMap<>(Map.of("y", x, "z", x));
    }

    private Map<String, Tensor> decoded() {
        now += DECODING;
        return Map.of("x", X);
    }

    private InferenceRequest request(VersionRequest version) {
        return new InferenceRequest(version, "", _ -> decoded(), Set.of());
    }

    private static InferenceRequest request(InputDecoder inputs) {
        return new InferenceRequest(VersionRequest.ANY, "", inputs, Set.of());
    }

    private Failure failure(InferenceRequest request) {
        ServingException thrown = catchThrowableOfType(ServingException.class, () -> call.run(request));
        assertThat(thrown).isNotNull();
        return thrown.failure();
    }

    @Test
    void run_decodesAgainstTheSignatureOfTheVersionChosen() {
        List<Signature> seen = new ArrayList<>();
        InferenceResult result = call.run(request(signature -> {
            seen.add(signature);
            assertThat(model.openHandles()).as("held while decoding").isEqualTo(1);
            return Map.of("x", X);
        }));
        assertThat(seen).containsExactly(SIGNATURE);
        assertThat(result.outputs()).containsExactly(Map.entry("y", X), Map.entry("z", X));
        assertThat(result.version()).isEqualTo(new VersionId("m", 2));
        assertThat(result.signature()).isSameAs(SIGNATURE);
        assertThat(model.openHandles())
                .as("released before the answer is encoded")
                .isZero();
        assertThat(call.version()).isEqualTo(new VersionId("m", 2));
        assertThat(call.fallback()).isNull();
    }

    @Test
    void run_outputsWanted_areTheOnlyOnes() {
        InferenceRequest request = new InferenceRequest(VersionRequest.ANY, "", _ -> decoded(), Set.of("z"));
        assertThat(call.run(request).outputs()).containsOnlyKeys("z");
    }

    @Test
    void run_modelUnknown_noModelIsObserved() {
        InferenceCall unknown = inference.begin(Protocol.TENSORFLOW, Transport.GRPC, "nope");
        ServingException thrown =
                catchThrowableOfType(ServingException.class, () -> unknown.run(request(VersionRequest.ANY)));
        assertThat(thrown.failure()).isEqualTo(new Failure.ModelNotFound("nope"));
        unknown.finish("NOT_FOUND");
        assertThat(unknown.version()).isNull();
        assertThat(observer.finished).containsExactly("TENSORFLOW GRPC null null NOT_FOUND");
    }

    @Test
    void finish_nothingWasRun_countsUnderTheModelAskedFor() {
        now = 42;
        call.finish("RESOURCE_EXHAUSTED");
        assertThat(observer.finished).containsExactly("TENSORFLOW GRPC m null RESOURCE_EXHAUSTED");
        assertThat(observer.times).containsExactly("42 -1 -1 -1");
    }

    @Test
    void finish_noModelIsNamed_isObservedWithoutOne() {
        inference.begin(Protocol.OPENINFERENCE, Transport.REST, "").finish("INVALID_ARGUMENT");
        assertThat(observer.finished).containsExactly("OPENINFERENCE REST null null INVALID_ARGUMENT");
    }

    @Test
    void finish_twice_isToldOnce() {
        call.run(request(VersionRequest.ANY));
        call.finish("OK");
        call.finish("INTERNAL");
        assertThat(observer.finished).containsExactly("TENSORFLOW GRPC m m/2 OK");
    }

    @Test
    void run_twice_isADefect() {
        call.run(request(VersionRequest.ANY));
        assertThatThrownBy(() -> call.run(request(VersionRequest.ANY))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void run_afterFinish_isADefect() {
        call.finish("CANCELLED");
        assertThatThrownBy(() -> call.run(request(VersionRequest.ANY))).isInstanceOf(IllegalStateException.class);
        assertThat(observer.inFlight).isZero();
    }

    @Test
    void run_versionUnknown_modelIsObservedWithoutVersion() {
        VersionRequest nine = VersionRequest.named(new VersionChoice.Version(9));
        assertThat(failure(request(nine))).isEqualTo(new Failure.VersionNotFound("m", 9));
        call.finish("NOT_FOUND");
        assertThat(observer.finished).containsExactly("TENSORFLOW GRPC m null NOT_FOUND");
    }

    @Test
    void run_signatureUnknown_versionIsKnown() {
        InferenceRequest request = new InferenceRequest(VersionRequest.ANY, "nope", _ -> Map.of(), Set.of());
        assertThat(failure(request)).isEqualTo(new Failure.SignatureNotFound("m", 2, "nope"));
        assertThat(call.version()).isEqualTo(new VersionId("m", 2));
    }

    @Test
    void run_decoderRefuses_versionIsKnownAndReleased() {
        ServingException refused = ServingException.invalidInput("x is missing");
        assertThatThrownBy(() -> call.run(request(_ -> {
                    throw refused;
                })))
                .isSameAs(refused);
        assertThat(call.version()).isEqualTo(new VersionId("m", 2));
    }

    static List<Throwable> defects() {
        return List.of(new IndexOutOfBoundsException(7), new OutOfMemoryError("no room"), new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("defects")
    void run_decoderHasADefect_isReleasedAndInFlightUntilFinished(Throwable defect) {
        assertThatThrownBy(() -> call.run(request(_ -> {
                    throw thrown(defect);
                })))
                .isSameAs(defect);
        assertThat(model.openHandles()).isZero();
        assertThat(observer.inFlight).isEqualTo(1);
        call.finish("INTERNAL");
        assertThat(observer.inFlight).isZero();
        assertThat(observer.times).containsExactly("0 -1 -1 -1");
    }

    @ParameterizedTest
    @MethodSource("defects")
    void run_modelHasADefect_isReleasedAndOnlyDecodingIsTimed(Throwable defect) {
        model.available(2, new FakeServable().with(SIGNATURE, _ -> {
                    throw thrown(defect);
                }));
        assertThatThrownBy(() -> call.run(request(VersionRequest.ANY))).isSameAs(defect);
        assertThat(model.openHandles()).isZero();
        call.finish("INTERNAL");
        assertThat(observer.times).containsExactly("10 10 -1 -1");
    }

    /** Throws errors, and gives exceptions back to be thrown. */
    private static RuntimeException thrown(Throwable defect) {
        if (defect instanceof Error error) {
            throw error;
        }
        return (RuntimeException) defect;
    }

    @Test
    void run_engineFails_versionIsKnownAndReleased() {
        Failure failed = new Failure.EngineFailed(ErrorCode.INTERNAL, "no memory");
        model.available(2, new FakeServable().with(SIGNATURE, _ -> {
                    throw new ServingException(failed);
                }));
        assertThat(failure(request(VersionRequest.ANY))).isEqualTo(failed);
        assertThat(call.version()).isEqualTo(new VersionId("m", 2));
    }

    @Test
    void run_versionUnloadedBeforeItIsHeld_choosesAnew() {
        model.unloadWhenAcquired(2);
        assertThat(call.run(request(VersionRequest.ANY)).version()).isEqualTo(new VersionId("m", 1));
        assertThat(call.version()).isEqualTo(new VersionId("m", 1));
        assertThat(serving.lookUps()).isEqualTo(2);
    }

    @Test
    void run_namedVersionUnloadedBeforeItIsHeld_saysSo() {
        model.unloadWhenAcquired(2);
        VersionRequest two = VersionRequest.named(new VersionChoice.Version(2));
        assertThat(failure(request(two))).isEqualTo(new Failure.VersionNotAvailable("m", 2, "UNLOADING"));
        assertThat(call.version()).isNull();
    }

    static List<List<Object>> requestsThatNeverHold() {
        VersionChoice none = VersionChoice.NONE;
        VersionChoice one = new VersionChoice.Version(1);
        VersionChoice stable = new VersionChoice.Label("stable");
        VersionChoice unknown = new VersionChoice.Label("unknown");
        Failure version = new Failure.VersionNotAvailable("m", 1, "UNLOADING");
        Failure label = new Failure.LabelNotAvailable("m", "stable", 1);
        Failure nothing = new Failure.NothingAvailable("m");
        return List.of(
                List.of(none, none, nothing),
                List.of(one, none, version),
                List.of(stable, none, label),
                List.of(none, one, version),
                List.of(none, stable, label),
                List.of(none, unknown, nothing),
                List.of(one, stable, version));
    }

    @ParameterizedTest
    @MethodSource("requestsThatNeverHold")
    void run_canNeverBeHeld_isGivenUpInTheWordsOfTheRequest(List<Object> row) {
        model.refuseAll();
        VersionRequest version = new VersionRequest((VersionChoice) row.get(0), (VersionChoice) row.get(1), null);
        assertThat(failure(request(version))).isEqualTo(row.get(2));
        assertThat(serving.lookUps()).isEqualTo(8);
        call.finish("UNAVAILABLE");
        assertThat(observer.fallbacks).isEmpty();
    }

    @Test
    void run_anotherInPlaceOfTheOneWanted_isTold() {
        model.unloadWhenAcquired(2);
        call.run(request(new VersionRequest(VersionChoice.NONE, new VersionChoice.Label("unknown"), null)));
        assertThat(call.fallback()).isEqualTo("unknown");
        call.finish("OK");
        assertThat(observer.fallbacks).containsExactly("m unknown");
    }

    @Test
    void run_observerThrows_isReleased() {
        observer.failure = new IllegalStateException("observer");
        assertThatThrownBy(() -> call.run(request(VersionRequest.ANY))).isSameAs(observer.failure);
        assertThat(call.version()).isEqualTo(new VersionId("m", 2));
    }

    @Test
    void finish_afterAnswer_tellsVersionAndTimes() {
        now = 7;
        call.run(request(VersionRequest.named(new VersionChoice.Version(1))));
        now += 1000;
        call.finish("OK");
        assertThat(observer.finished).containsExactly("TENSORFLOW GRPC m m/1 OK");
        assertThat(observer.times).containsExactly("1117 10 100 1000");
    }

    @Test
    void finish_answerCouldNotBeEncoded_encodingIsNotTimed() {
        call.run(request(VersionRequest.ANY));
        now += 1000;
        call.finish("INTERNAL");
        assertThat(observer.times).containsExactly("1110 10 100 -1");
    }

    @Test
    void run_inFlight_fromHoldToFinish() {
        call.run(request(_ -> {
            assertThat(observer.inFlight).isEqualTo(1);
            return decoded();
        }));
        assertThat(observer.inFlight).as("while the answer is encoded").isEqualTo(1);
        call.finish("OK");
        assertThat(observer.inFlight).isZero();
    }

    @Test
    void runAll_severalSignatures_shareOneHoldOfOneVersion() {
        model.available(2, new FakeServable().with(SIGNATURE, this::echo).with(OTHER, this::echo));
        List<Integer> open = new ArrayList<>();
        InputDecoder inputs = _ -> {
            open.add(model.openHandles());
            model.unloadWhenAcquired(2);
            return decoded();
        };
        List<InferenceResult> results = call.runAll(
                VersionRequest.ANY,
                List.of(
                        new SignatureRequest("", inputs, Set.of()),
                        new SignatureRequest("other", inputs, Set.of("y"))));

        assertThat(open).containsExactly(1, 1);
        assertThat(results).extracting(InferenceResult::signature).containsExactly(SIGNATURE, OTHER);
        assertThat(results).extracting(InferenceResult::version).containsOnly(new VersionId("m", 2));
        assertThat(results.get(1).outputs()).containsOnlyKeys("y");
        assertThat(model.openHandles()).isZero();
        call.finish("OK");
        assertThat(observer.times).containsExactly("220 20 200 0");
        assertThat(observer.executions).containsExactly("2 2");
    }

    @Test
    void runAll_oneOfThemFails_noneIsAnswered() {
        List<SignatureRequest> asked = List.of(
                new SignatureRequest("", _ -> decoded(), Set.of()),
                new SignatureRequest("none", _ -> decoded(), Set.of()));
        ServingException thrown =
                catchThrowableOfType(ServingException.class, () -> call.runAll(VersionRequest.ANY, asked));
        assertThat(thrown.failure()).isEqualTo(new Failure.SignatureNotFound("m", 2, "none"));
        assertThat(model.openHandles()).isZero();
        call.finish("INVALID_ARGUMENT");
        assertThat(observer.times).containsExactly("110 10 100 -1");
    }

    private static final class Observer implements InferenceObserver {
        final List<String> finished = new ArrayList<>();
        final List<String> times = new ArrayList<>();
        final List<String> executions = new ArrayList<>();
        final List<String> fallbacks = new ArrayList<>();
        int inFlight;

        @Nullable
        RuntimeException failure;

        @Override
        public InferenceObserver held(VersionId version) {
            if (failure != null) {
                throw failure;
            }
            inFlight++;
            return event -> {
                inFlight--;
                finished(event);
            };
        }

        @Override
        public void finished(InferenceEvent event) {
            finished.add(event.protocol() + " " + event.transport() + " " + event.model() + " " + event.version() + " "
                    + event.code());
            times.add(event.total() + " " + event.decode() + " " + event.compute() + " " + event.encode());
            executions.add(event.executions() + " " + event.inferences());
            if (event.fallback() != null) {
                fallbacks.add(event.model() + " " + event.fallback());
            }
        }
    }
}
