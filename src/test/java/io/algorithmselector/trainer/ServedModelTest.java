package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Result;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** The committed versions, run by TensorFlow. */
class ServedModelTest {
    private static final Path MODELS = Path.of("models", "algorithm-selector");
    private static final int COUNT = 16;

    @ParameterizedTest
    @EnumSource
    void export_committedWeights_givesTheCommittedFile(ModelVersion version, @TempDir Path scratch) throws IOException {
        TensorFlowEngine.load();

        ModelExport.write(scratch, version, SavedWeights.read(folder(version), version));

        assertThat(scratch.resolve(ModelExport.FILE))
                .as("the graph in the code is the graph committed; if not: make models")
                .hasSameBinaryContentAs(folder(version).resolve(ModelExport.FILE));
    }

    @ParameterizedTest
    @EnumSource
    void predict_testWindows_equalTheDefinitionInJava(ModelVersion version) throws IOException {
        float[][] windows = Examples.generate(Trainer.TEST_SEED, 2000).windows();
        NetworkDefinition definition = NetworkDefinition.read(MODELS, version.number());

        List<Prediction> served = predict(version, windows);

        for (int i = 0; i < windows.length; i++) {
            assertEqual(served.get(i), definition.predict(windows[i]));
        }
    }

    @ParameterizedTest
    @EnumSource
    void predict_badWindows_areRefusedAndTheOthersAnsweredAsEver(ModelVersion version) throws IOException {
        float[][] clean = windows();
        float[][] spoilt = windows();
        float[] bad = {
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE, 1.1e35f
        };
        int[] places = {0, 1, 83, 166, 167, 24};
        for (int i = 0; i < bad.length; i++) {
            spoilt[2 * i][places[i]] = bad[i];
        }
        Arrays.fill(spoilt[12], Float.NaN);
        Arrays.fill(spoilt[14], Float.MAX_VALUE);

        List<Prediction> answers = predict(version, spoilt);
        List<Prediction> expected = predict(version, clean);

        for (int i = 0; i < COUNT; i += 2) {
            assertRefused(answers.get(i));
            assertThat(answers.get(i + 1).algorithm())
                    .isEqualTo(expected.get(i + 1).algorithm())
                    .isNotEmpty();
            assertThat(answers.get(i + 1).scores())
                    .containsExactly(expected.get(i + 1).scores());
            assertThat(answers.get(i + 1).expectedErrors())
                    .containsExactly(expected.get(i + 1).expectedErrors());
        }
        assertRefused(NetworkDefinition.read(MODELS, version.number()).predict(spoilt[0]));
    }

    @ParameterizedTest
    @EnumSource
    void predict_constantAndExtremeWindows_getOrdinaryScores(ModelVersion version) throws IOException {
        float[] constant = new float[Week.LENGTH];
        Arrays.fill(constant, 21.5f);
        float[] largest = new float[Week.LENGTH];
        for (int t = 0; t < Week.LENGTH; t++) {
            largest[t] = t % 24 < 12 ? FeatureSet.LARGEST_READING : -FeatureSet.LARGEST_READING;
        }
        float[][] windows = {constant, largest, new float[Week.LENGTH]};
        NetworkDefinition definition = NetworkDefinition.read(MODELS, version.number());

        List<Prediction> served = predict(version, windows);

        for (int i = 0; i < windows.length; i++) {
            assertThat(Arrays.stream(served.get(i).scores()).sum()).isCloseTo(1, within(1e-5));
            assertEqual(served.get(i), definition.predict(windows[i]));
        }
    }

    @ParameterizedTest
    @EnumSource
    void predict_otherUnitAndOffset_answersTheSame(ModelVersion version) {
        // powers of two, so that the readings themselves are not rounded
        float[] window = SampleWindows.window(SampleWindows.CONTESTED);
        float[] scaled = window.clone();
        for (int t = 0; t < scaled.length; t++) {
            scaled[t] = window[t] * 1024;
        }

        List<Prediction> answers = predict(version, new float[][] {window, scaled});

        assertEqual(answers.get(1), answers.get(0));
    }

    @ParameterizedTest
    @EnumSource
    void predict_noWindows_givesNoAnswers(ModelVersion version) {
        try (ServedModel model = ServedModel.load(folder(version));
                TFloat32 none = TFloat32.tensorOf(Shape.of(0, Week.LENGTH));
                Result result = model.call("serving_default", Map.of("window", none))) {
            assertThat(result.get("algorithm").orElseThrow().shape()).isEqualTo(Shape.of(0));
            assertThat(result.get("scores").orElseThrow().shape()).isEqualTo(Shape.of(0, 8));
            assertThat(result.get("expected_error").orElseThrow().shape()).isEqualTo(Shape.of(0, 8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void classify_examples_scoresAsPredictDoes(ModelVersion version) {
        float[][] windows = windows();
        windows[3][5] = Float.NaN;
        List<byte[]> examples =
                Arrays.stream(windows).map(ServedModelTest::example).toList();
        List<Prediction> predicted = predict(version, windows);

        try (ServedModel model = ServedModel.load(folder(version));
                TString inputs = strings(examples);
                Result result = model.call("classify", Map.of("inputs", inputs))) {
            TString classes = (TString) result.get("classes").orElseThrow();
            float[][] scores = Tensors.matrix(result.get("scores").orElseThrow());
            assertThat(classes.shape()).isEqualTo(Shape.of(COUNT, 8));
            for (int i = 0; i < COUNT; i++) {
                for (int k = 0; k < Algorithm.COUNT; k++) {
                    assertThat(classes.getObject(i, k))
                            .isEqualTo(Algorithm.ALL.get(k).label());
                }
                assertThat(ServedModel.widened(scores[i]))
                        .isEqualTo(predicted.get(i).scores());
            }
            assertThat(scores[3]).containsOnly(Float.NaN);
        }
    }

    @Test
    void classify_exampleWithoutWindow_isAnErrorThatNamesTheFeature() {
        byte[] other = Example.newBuilder()
                .setFeatures(Features.newBuilder()
                        .putFeature(
                                "name",
                                Feature.newBuilder()
                                        .setBytesList(BytesList.getDefaultInstance())
                                        .build()))
                .build()
                .toByteArray();
        try (ServedModel model = ServedModel.load(folder(ModelVersion.LINEAR));
                TString inputs = strings(List.of(other))) {
            assertThatThrownBy(() -> model.call("classify", Map.of("inputs", inputs)))
                    .hasMessageContaining("window");
        }
    }

    @Test
    void sampleWindow_contested_isAnsweredDifferentlyByTheTwoVersions() {
        float[][] window = {SampleWindows.window(SampleWindows.CONTESTED)};

        assertThat(predict(ModelVersion.LINEAR, window).getFirst().algorithm()).isEqualTo("theta");
        assertThat(predict(ModelVersion.PERCEPTRON, window).getFirst().algorithm())
                .isEqualTo("seasonal_naive");
    }

    private static void assertEqual(Prediction served, Prediction defined) {
        assertThat(served.algorithm()).isEqualTo(defined.algorithm());
        assertThat(served.scores()).containsExactly(defined.scores(), within(1e-5));
        assertThat(served.expectedErrors()).containsExactly(defined.expectedErrors(), within(1e-5));
    }

    private static void assertRefused(Prediction answer) {
        assertThat(answer.algorithm()).isEmpty();
        assertThat(answer.scores()).hasSize(8).containsOnly(Double.NaN);
        assertThat(answer.expectedErrors()).hasSize(8).containsOnly(Double.NaN);
    }

    private static List<Prediction> predict(ModelVersion version, float[][] windows) {
        try (ServedModel model = ServedModel.load(folder(version))) {
            return model.predict(windows);
        }
    }

    private static float[][] windows() {
        List<float[]> windows = new ArrayList<>();
        for (int index = 0; index < COUNT; index++) {
            windows.add(SampleWindows.window(index));
        }
        return windows.toArray(float[][]::new);
    }

    private static byte[] example(float[] window) {
        FloatList.Builder readings = FloatList.newBuilder();
        for (float reading : window) {
            readings.addValue(reading);
        }
        Feature feature = Feature.newBuilder().setFloatList(readings).build();
        return Example.newBuilder()
                .setFeatures(Features.newBuilder().putFeature("window", feature))
                .build()
                .toByteArray();
    }

    private static TString strings(List<byte[]> values) {
        return TString.tensorOfBytes(NdArrays.vectorOfObjects(values.toArray(byte[][]::new)));
    }

    private static Path folder(ModelVersion version) {
        return Trainer.folder(MODELS, version);
    }
}
