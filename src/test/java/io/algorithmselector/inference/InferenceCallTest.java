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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
            List.of(new TensorSpec("y", DataType.INT8, ShapeSpec.of())));

    private final FakeServing serving = new FakeServing();
    private final Observer observer = new Observer();
    private long now;
    private final Inference inference = new Inference(serving, new VersionSelector(), observer, () -> now);
    private final InferenceCall call = inference.begin(Protocol.TENSORFLOW, Transport.GRPC);

    @BeforeEach
    void twoVersionsEchoTheirInput() {
        serving.servables.put(1L, FakeServing.servable(SIGNATURE, InferenceCallTest::echo));
        serving.servables.put(2L, FakeServing.servable(SIGNATURE, InferenceCallTest::echo));
    }

    @AfterEach
    void noHandleIsOpen() {
        assertThat(serving.open).isZero();
    }

    private static SequencedMap<String, Tensor> echo(
            Signature signature, Map<String, Tensor> inputs, Set<String> outputs) {
        assertThat(signature).isSameAs(SIGNATURE);
        return Collections.unmodifiableSequencedMap(new TreeMap<>(Map.of("y", inputs.get("x"))));
    }

    private static InferenceRequest request(VersionRequest version) {
        return new InferenceRequest("m", version, "", _ -> Map.of("x", X), Set.of());
    }

    private static InferenceRequest request(InputDecoder inputs) {
        return new InferenceRequest("m", VersionRequest.ANY, "", inputs, Set.of());
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
            assertThat(serving.open).as("held while decoding").isEqualTo(1);
            return Map.of("x", X);
        }));
        assertThat(seen).containsExactly(SIGNATURE);
        assertThat(result.outputs()).containsExactly(Map.entry("y", X));
        assertThat(result.version()).isEqualTo(new VersionId("m", 2));
        assertThat(result.signature()).isSameAs(SIGNATURE);
        assertThat(serving.open).as("released before the answer is encoded").isZero();
        assertThat(call.version()).isEqualTo(new VersionId("m", 2));
        assertThat(call.fallback()).isNull();
    }

    @Test
    void run_outputsWanted_areHandedOn() {
        List<Set<String>> seen = new ArrayList<>();
        serving.servables.put(2L, FakeServing.servable(SIGNATURE, (signature, inputs, outputs) -> {
            seen.add(outputs);
            return echo(signature, inputs, outputs);
        }));
        call.run(new InferenceRequest("m", VersionRequest.ANY, "", _ -> Map.of("x", X), Set.of("y")));
        assertThat(seen).containsExactly(Set.of("y"));
    }

    @Test
    void run_modelUnknown_noModelIsObserved() {
        InferenceRequest request = new InferenceRequest("nope", VersionRequest.ANY, "", _ -> Map.of(), Set.of());
        assertThat(failure(request)).isEqualTo(new Failure.ModelNotFound("nope"));
        call.finish("NOT_FOUND");
        assertThat(call.version()).isNull();
        assertThat(observer.finished).containsExactly("TENSORFLOW GRPC null null NOT_FOUND 0");
    }

    @Test
    void run_versionUnknown_modelIsObservedWithoutVersion() {
        VersionRequest nine = VersionRequest.named(new VersionChoice.Version(9));
        assertThat(failure(request(nine))).isEqualTo(new Failure.VersionNotFound("m", 9));
        call.finish("NOT_FOUND");
        assertThat(observer.finished).containsExactly("TENSORFLOW GRPC m null NOT_FOUND 0");
    }

    @Test
    void run_signatureUnknown_versionIsKnown() {
        InferenceRequest request = new InferenceRequest("m", VersionRequest.ANY, "nope", _ -> Map.of(), Set.of());
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

    @Test
    void run_decoderHasADefect_isReleased() {
        assertThatThrownBy(() -> call.run(request(_ -> {
                    throw new IndexOutOfBoundsException(7);
                })))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void run_engineFails_versionIsKnownAndReleased() {
        Failure failed = new Failure.EngineFailed(ErrorCode.INTERNAL, "no memory");
        serving.servables.put(2L, FakeServing.servable(SIGNATURE, (_, _, _) -> {
            throw new ServingException(failed);
        }));
        assertThat(failure(request(VersionRequest.ANY))).isEqualTo(failed);
        assertThat(call.version()).isEqualTo(new VersionId("m", 2));
    }

    @Test
    void run_versionUnloadedBeforeItIsHeld_choosesAnew() {
        serving.unload(2);
        assertThat(call.run(request(VersionRequest.ANY)).version()).isEqualTo(new VersionId("m", 1));
        assertThat(call.version()).isEqualTo(new VersionId("m", 1));
        assertThat(serving.snapshots).isEqualTo(2);
    }

    @Test
    void run_namedVersionUnloadedBeforeItIsHeld_saysSo() {
        serving.unload(2);
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
        serving.refuseAll = true;
        VersionRequest version = new VersionRequest((VersionChoice) row.get(0), (VersionChoice) row.get(1), null);
        assertThat(failure(request(version))).isEqualTo(row.get(2));
        assertThat(serving.snapshots).isEqualTo(8);
        assertThat(observer.fallbacks).isEmpty();
    }

    @Test
    void run_anotherInPlaceOfTheOneWanted_isToldOnce() {
        serving.unload(2);
        call.run(request(new VersionRequest(VersionChoice.NONE, new VersionChoice.Label("unknown"), null)));
        assertThat(call.fallback()).isEqualTo("unknown");
        assertThat(observer.fallbacks).containsExactly("m unknown");
    }

    @Test
    void run_observerThrows_isReleased() {
        observer.failure = new IllegalStateException("observer");
        VersionRequest unknown = new VersionRequest(VersionChoice.NONE, new VersionChoice.Label("unknown"), null);
        assertThatThrownBy(() -> call.run(request(unknown))).isSameAs(observer.failure);
        assertThat(call.version()).isEqualTo(new VersionId("m", 2));
    }

    @Test
    void finish_afterAnswer_tellsVersionAndTimeSinceArrival() {
        call.run(request(VersionRequest.named(new VersionChoice.Version(1))));
        now = 42;
        call.finish("OK");
        assertThat(observer.finished).containsExactly("TENSORFLOW GRPC m m/1 OK 42");
    }

    private static final class Observer implements InferenceObserver {
        final List<String> finished = new ArrayList<>();
        final List<String> fallbacks = new ArrayList<>();

        @Nullable
        RuntimeException failure;

        @Override
        public void finished(
                Protocol protocol,
                Transport transport,
                @Nullable String model,
                @Nullable VersionId version,
                String code,
                long nanos) {
            finished.add(protocol + " " + transport + " " + model + " " + version + " " + code + " " + nanos);
        }

        @Override
        public void fellBack(String model, String wanted) {
            if (failure != null) {
                throw failure;
            }
            fallbacks.add(model + " " + wanted);
        }
    }
}
