package io.algorithmselector.api.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import io.algorithmselector.engine.Servable;
import io.algorithmselector.engine.tensorflow.SavedModels;
import io.algorithmselector.engine.tensorflow.TensorFlowModelLoader;
import io.algorithmselector.engine.tensorflow.Tensors;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.ShapeSpec;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.TensorSpec;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.testing.FakeServable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;
import org.tensorflow.example.Features;
import org.tensorflow.example.FloatList;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.TensorProto;
import org.tensorflow.framework.TensorShapeProto;
import tensorflow.serving.Classification.ClassificationRequest;
import tensorflow.serving.Inference.InferenceTask;
import tensorflow.serving.Inference.MultiInferenceRequest;
import tensorflow.serving.InputOuterClass.ExampleList;
import tensorflow.serving.InputOuterClass.Input;
import tensorflow.serving.Model.ModelSpec;
import tensorflow.serving.Predict.PredictRequest;
import tensorflow.serving.RegressionOuterClass.RegressionRequest;

/** Recorded requests against TensorFlow itself. */
class RecordedWarmUpTest {
    private static final VersionId VERSION = new VersionId("m", 1);
    private static final int NOT_RECORDED = -1;

    @TempDir
    Path folder;

    private final RecordedWarmUp warmUp = new RecordedWarmUp(1_000_000, (_, _, _) -> NOT_RECORDED);
    private Servable servable = SERVES_NOTHING;

    @AfterEach
    void close() {
        Thread.interrupted();
        servable.close();
    }

    private int run(Path model, byte[]... logs) throws InterruptedException {
        load(model);
        WarmUpFile.write(folder, List.of(logs));
        return warmUp.run(VERSION, folder, servable);
    }

    private void load(Path model) {
        servable = new TensorFlowModelLoader().load(VERSION, model, EngineOptions.DEFAULT);
    }

    private Failure.EngineFailed failure(Path model, byte[]... logs) {
        ServingException thrown = catchThrowableOfType(ServingException.class, () -> run(model, logs));
        return (Failure.EngineFailed) thrown.failure();
    }

    /** Of {@link SavedModels#counter}, which sums up from 100: what has been computed can be seen. */
    private static Message add(long summand) {
        return predict(Signature.DEFAULT, "summand", summand);
    }

    private static PredictRequest predict(String signature, String input, long scalar) {
        return PredictRequest.newBuilder()
                .setModelSpec(
                        ModelSpec.newBuilder().setName("recorded elsewhere").setSignatureName(signature))
                .putInputs(
                        input,
                        TensorProto.newBuilder()
                                .setDtype(DataType.DT_INT64)
                                .setTensorShape(TensorShapeProto.getDefaultInstance())
                                .addInt64Val(scalar)
                                .build())
                .build();
    }

    private long total() {
        Signature signature = Objects.requireNonNull(servable.signatures().get(Signature.DEFAULT));
        return Tensors.longs(servable.run(signature, Map.of("summand", Tensors.scalar(0)), Set.of())
                .get("total"))[0];
    }

    @Test
    void run_withoutAFile_isTheOthersWarmUp() throws InterruptedException {
        assertThat(warmUp.run(VERSION, folder, SERVES_NOTHING)).isEqualTo(NOT_RECORDED);
    }

    @Test
    void run_fileWithoutRecords_computesNothingAtAll() throws InterruptedException {
        WarmUpFile.write(folder, List.of());
        assertThat(warmUp.run(VERSION, folder, SERVES_NOTHING)).isZero();
    }

    @Test
    void run_predictLogs_areComputedOnceEach() throws InterruptedException {
        Path model = SavedModels.counter(folder.resolve("model"));
        assertThat(run(model, WarmUpFile.log(add(1)), WarmUpFile.log(add(20)))).isEqualTo(2);
        assertThat(total()).isEqualTo(121);
    }

    @Test
    void run_streamedPredictLogOfOne_isComputed_ofMoreIsRefused() throws InterruptedException {
        Path model = SavedModels.counter(folder.resolve("model"));
        assertThat(run(model, WarmUpFile.log(7, add(5)))).isEqualTo(1);
        assertThat(total()).isEqualTo(105);
        servable.close();
        assertThat(failure(model, WarmUpFile.log(7, add(5), add(6))).message()).contains("holds 2 requests");
    }

    @Test
    void run_examples_areClassifiedAndRegressed() throws InterruptedException {
        Path model = SavedModels.examples(folder.resolve("model"));
        ClassificationRequest classify = ClassificationRequest.newBuilder()
                .setModelSpec(spec("classify"))
                .setInput(examples("x"))
                .build();
        RegressionRequest regress = RegressionRequest.newBuilder()
                .setModelSpec(spec("regress"))
                .setInput(examples("x"))
                .build();
        MultiInferenceRequest both = MultiInferenceRequest.newBuilder()
                .addTasks(InferenceTask.newBuilder()
                        .setModelSpec(spec("classify"))
                        .setMethodName(Signature.CLASSIFY))
                .addTasks(
                        InferenceTask.newBuilder().setModelSpec(spec("regress")).setMethodName(Signature.REGRESS))
                .setInput(examples("x"))
                .build();
        assertThat(run(model, WarmUpFile.log(classify), WarmUpFile.log(regress), WarmUpFile.log(both)))
                .isEqualTo(3);
    }

    @Test
    void run_examplesThatTheModelDoesNotTake_fail() {
        Path model = SavedModels.examples(folder.resolve("model"));
        for (Message request : List.<Message>of(
                ClassificationRequest.newBuilder()
                        .setModelSpec(spec("classify"))
                        .setInput(examples("other"))
                        .build(),
                RegressionRequest.newBuilder()
                        .setModelSpec(spec("regress"))
                        .setInput(examples("other"))
                        .build(),
                RegressionRequest.newBuilder().setModelSpec(spec("regress")).build(),
                MultiInferenceRequest.newBuilder()
                        .addTasks(InferenceTask.newBuilder()
                                .setModelSpec(spec("classify"))
                                .setMethodName(Signature.PREDICT))
                        .setInput(examples("x"))
                        .build())) {
            assertThat(failure(model, WarmUpFile.log(request)).message())
                    .startsWith("the warm-up fails at record 1 of assets.extra/tf_serving_warmup_requests: ");
            servable.close();
        }
        servable = SERVES_NOTHING;
    }

    @Test
    void run_requestThatFails_namesItsNumberAndWhy() {
        Path model = SavedModels.counter(folder.resolve("model"));
        Failure.EngineFailed failure = failure(
                model, WarmUpFile.log(add(1)), WarmUpFile.log(predict("", "addend", 2)), WarmUpFile.log(add(4)));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.message())
                .startsWith("the warm-up fails at record 2 of assets.extra/tf_serving_warmup_requests: ")
                .contains("input summand of signature serving_default is missing");
        assertThat(total()).as("what comes after it is not computed").isEqualTo(101);
    }

    @Test
    void run_requestThatTheEngineRefuses_keepsTheEnginesCode() {
        Path model = SavedModels.assertion(folder.resolve("model"));
        Failure.EngineFailed failure = failure(model, WarmUpFile.log(predict("", "x", -7)));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.message()).contains("record 1 ", "x must be above 0, got");
    }

    @Test
    void run_requestThatExceedsTheTimeLimit_isRunAgainThreeTimes() throws InterruptedException {
        WarmUpFile.write(folder, List.of(WarmUpFile.log(add(1)), WarmUpFile.log(add(2))));
        AtomicInteger runs = new AtomicInteger();
        Servable coldAtFirst = slowFor(3, runs, () -> {});
        assertThat(warmUp.run(VERSION, folder, coldAtFirst)).isEqualTo(2);
        assertThat(runs).hasValue(3 + 2);

        runs.set(0);
        ServingException thrown = catchThrowableOfType(
                ServingException.class, () -> warmUp.run(VERSION, folder, slowFor(4, runs, () -> {})));
        assertThat(thrown.failure())
                .isInstanceOfSatisfying(
                        Failure.EngineFailed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
        assertThat(thrown).hasMessageContaining("record 1 ").hasMessageContaining("500 ms");
        assertThat(runs).hasValue(4);
    }

    @Test
    void run_interruptedWhileATimeLimitIsExceeded_isNotRunAgain() {
        WarmUpFile.write(folder, List.of(WarmUpFile.log(add(1))));
        AtomicInteger runs = new AtomicInteger();
        Servable slow = slowFor(4, runs, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(() -> warmUp.run(VERSION, folder, slow)).isInstanceOf(InterruptedException.class);
        assertThat(runs).hasValue(1);
    }

    /** Takes one number, and exceeds its time limit so many times. */
    private static Servable slowFor(int times, AtomicInteger runs, Runnable meanwhile) {
        Signature signature = Signature.of(
                Signature.DEFAULT,
                Signature.PREDICT,
                List.of(new TensorSpec("summand", io.algorithmselector.model.DataType.INT64, ShapeSpec.of())),
                List.of());
        return new FakeServable().with(signature, _ -> {
            meanwhile.run();
            if (runs.incrementAndGet() <= times) {
                throw new ServingException(new Failure.DeadlineExceeded("takes longer than 500 ms"));
            }
            return new TreeMap<>();
        });
    }

    @Test
    void run_unknownSignature_isNamed() {
        Path model = SavedModels.counter(folder.resolve("model"));
        assertThat(failure(model, WarmUpFile.log(predict("other", "summand", 1)))
                        .message())
                .contains("record 1 ", "version 1 of model m has no signature other");
    }

    @Test
    void run_sessionRunLog_isRefused() {
        Path model = SavedModels.counter(folder.resolve("model"));
        Failure.EngineFailed failure = failure(model, WarmUpFile.log(5, add(1)));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNIMPLEMENTED);
        assertThat(failure.message()).contains("record 1 ", "session_run_log");
    }

    @Test
    void run_logWithoutARequest_isPassedOver() throws InterruptedException {
        Path model = SavedModels.counter(folder.resolve("model"));
        assertThat(run(model, new byte[0], WarmUpFile.log(add(1)))).isEqualTo(1);
    }

    @Test
    void run_bytesThatAreNoLog_areRefused() {
        Path model = SavedModels.counter(folder.resolve("model"));
        assertThat(failure(model, WarmUpFile.log(add(1)), new byte[] {0x32, 0x7f, 1})
                        .message())
                .contains("record 2 ", "it is no PredictionLog");
    }

    @Test
    void run_brokenFile_namesTheRecord() throws IOException {
        Path model = SavedModels.counter(folder.resolve("model"));
        load(model);
        Path file = WarmUpFile.write(folder, List.of(WarmUpFile.log(add(1)), WarmUpFile.log(add(1))));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
        ServingException thrown =
                catchThrowableOfType(ServingException.class, () -> warmUp.run(VERSION, folder, servable));
        assertThat(thrown.failure()).isInstanceOf(Failure.EngineFailed.class);
        assertThat(((Failure.EngineFailed) thrown.failure()).code()).isEqualTo(ErrorCode.DATA_LOSS);
        assertThat(thrown).hasMessageContaining("record 2 ").hasMessageContaining("the file ends within it");
    }

    @Test
    void run_asManyRecordsAsThereMayBe_areComputed_oneMoreIsRefused() throws InterruptedException {
        Path model = SavedModels.counter(folder.resolve("model"));
        List<byte[]> logs = Collections.nCopies(RecordedWarmUp.MAX_RECORDS, WarmUpFile.log(add(1)));
        assertThat(run(model, logs.toArray(byte[][]::new))).isEqualTo(1000);
        servable.close();
        byte[][] more =
                Stream.concat(logs.stream(), Stream.of(WarmUpFile.log(add(1)))).toArray(byte[][]::new);
        assertThat(failure(model, more).message()).contains("record 1001 ", "1000 records at most");
    }

    @Test
    void run_interrupted_endsBeforeTheNextRequest() {
        Path model = SavedModels.counter(folder.resolve("model"));
        load(model);
        WarmUpFile.write(folder, List.of(WarmUpFile.log(add(1))));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> warmUp.run(VERSION, folder, servable)).isInstanceOf(InterruptedException.class);
        assertThat(total()).isEqualTo(100);
    }

    private static ModelSpec spec(String signature) {
        return ModelSpec.newBuilder().setSignatureName(signature).build();
    }

    private static Input examples(String feature) {
        Example example = Example.newBuilder()
                .setFeatures(Features.newBuilder()
                        .putFeature(
                                feature,
                                Feature.newBuilder()
                                        .setFloatList(FloatList.newBuilder().addValue(0.5f))
                                        .build()))
                .build();
        return Input.newBuilder()
                .setExampleList(ExampleList.newBuilder().addExamples(example))
                .build();
    }

    private static final Servable SERVES_NOTHING = new FakeServable();
}
