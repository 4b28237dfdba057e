package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.api.transport.GrpcInference;
import io.algorithmselector.api.transport.RequestLimit;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.lifecycle.ServingState;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModel;
import io.algorithmselector.testing.FakeModels;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.Predict.PredictResponse;

/** The same requests through both transports: what the observer hears, and that every handle is given back. */
class PredictCallTest {
    private final ServingState models = FakeModels.all();
    private final List<String> heard = new ArrayList<>();
    private final Inference inference = new Inference(
            models,
            new VersionSelector(),
            event -> heard.add(event.protocol() + " " + event.transport() + " " + event.model() + " " + event.version()
                    + " " + event.code()),
            System::nanoTime);

    private @Nullable Status grpc(String model, String signature, String input) {
        PredictRequest request = PredictRequest.newBuilder()
                .setModelSpec(ModelSpec.newBuilder().setName(model).setSignatureName(signature))
                .putInputs(
                        input,
                        TensorProto.newBuilder()
                                .setDtype(DataType.DT_FLOAT)
                                .setTensorShape(TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dim.newBuilder()
                                                .setSize(1)))
                                .addFloatVal(1)
                                .build())
                .build();
        Answer answer = new Answer();
        new TensorflowPrediction(new GrpcInference(inference), inference, new RequestLimit(1000))
                .predict(request, answer);
        return answer.error;
    }

    private int openHandles() {
        return models.models().values().stream()
                .mapToInt(model -> ((FakeModel) model).openHandles())
                .sum();
    }

    private static final class Answer implements StreamObserver<PredictResponse> {
        private @Nullable Status error;

        @Override
        public void onNext(PredictResponse value) {}

        @Override
        public void onError(Throwable thrown) {
            error = Status.fromThrowable(thrown);
        }

        @Override
        public void onCompleted() {}
    }

    @ParameterizedTest
    @CsvSource({
        "half_plus, serving_default, half_plus half_plus/2 OK",
        "none, serving_default, null null NOT_FOUND",
        "loading, serving_default, loading null UNAVAILABLE",
        "broken, engine, broken broken/7 OUT_OF_RANGE",
        "broken, timeout, broken broken/7 DEADLINE_EXCEEDED",
        "broken, defect, broken broken/7 INTERNAL"
    })
    void observer_hearsTheCodeOfTheAnswer(String model, String signature, String expected) {
        Status error = grpc(model, signature, "x");
        assertThat(heard).containsExactly("TENSORFLOW GRPC " + expected);
        assertThat(expected).endsWith(error == null ? "OK" : error.getCode().name());
        assertThat(openHandles()).isZero();
    }

    @Test
    void wrongInput_isInvalidArgument() {
        assertThat(grpc("half_plus", "serving_default", "z")).isNotNull();
        assertThat(heard).allMatch(line -> line.endsWith("half_plus half_plus/2 INVALID_ARGUMENT"));
        assertThat(openHandles()).isZero();
    }

    @Test
    void grpc_expiredOrCancelled_isNotRun() throws Exception {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            Context expired = Context.ROOT.withDeadlineAfter(-1, TimeUnit.SECONDS, timer);
            expired.run(() -> assertThat(grpc("broken", "defect", "x")).isNotNull());
            Context.CancellableContext cancelled = Context.ROOT.withCancellation();
            cancelled.cancel(null);
            cancelled.run(() -> assertThat(grpc("broken", "defect", "x")).isNotNull());
        }
        assertThat(heard)
                .containsExactly(
                        "TENSORFLOW GRPC broken null DEADLINE_EXCEEDED", "TENSORFLOW GRPC broken null CANCELLED");
    }
}
