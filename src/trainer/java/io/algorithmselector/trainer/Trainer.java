package io.algorithmselector.trainer;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Trains both versions and writes them, each with its card, below a folder. Takes a few minutes; says what it is doing. */
public final class Trainer {
    private static final long TRAINING_SEED = 1;
    private static final int TRAINING_COUNT = 160_000;
    static final long TEST_SEED = 2;
    static final int TEST_COUNT = 10_000;

    private final PrintStream out;
    private final long start = System.nanoTime();

    private Trainer(PrintStream out) {
        this.out = out;
    }

    /** @param arguments the folder that gets {@code 1/} and {@code 2/} */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("one argument, the folder to write to; found " + arguments.length);
        }
        Locale.setDefault(Locale.ROOT);
        TensorFlowEngine.useOneThread();
        TensorFlowEngine.load();
        new Trainer(System.out).run(Path.of(arguments[0]));
    }

    private void run(Path folder) throws IOException {
        say("drawing %,d series, seed %d, and what each algorithm loses on them"
                .formatted(TRAINING_COUNT, TRAINING_SEED));
        Examples examples = Examples.generate(TRAINING_SEED, TRAINING_COUNT);
        double[] meanLosses = examples.meanLosses();
        requireBaseline(meanLosses);
        say("computing features");
        float[][] features = FeatureExtraction.extract(examples.windows());
        float[][] losses = narrowed(examples.losses());
        for (ModelVersion version : ModelVersion.values()) {
            say("training version %d, %,d parameters".formatted(version.number(), version.parameters()));
            Weights weights = train(version, features, losses, meanLosses);
            ModelExport.write(folder(folder, version), version, weights);
        }
        evaluate(folder);
    }

    private Weights train(ModelVersion version, float[][] features, float[][] losses, double[] meanLosses) {
        TrainingPlan plan = TrainingPlan.of(version);
        Weights standardisation =
                Standardisation.of(features, version.features().size());
        Weights begin = StartValues.draw(version, meanLosses, new SeriesRandom(plan.seed(), 0));
        try (Training training = new Training(version, plan, begin)) {
            float[][] inputs = Standardisation.apply(standardisation, features);
            return standardisation.with(training.train(inputs, losses, this::say));
        }
    }

    /** The files as written, not the weights at hand, are what the cards speak of. */
    private void evaluate(Path folder) throws IOException {
        say("evaluating on %,d series, seed %d".formatted(TEST_COUNT, TEST_SEED));
        Examples test = Examples.generate(TEST_SEED, TEST_COUNT);
        Map<ModelVersion, List<Prediction>> predictions = new EnumMap<>(ModelVersion.class);
        for (ModelVersion version : ModelVersion.values()) {
            try (ServedModel model = ServedModel.load(folder(folder, version))) {
                predictions.put(version, model.predict(test.windows()));
            }
        }
        for (ModelVersion version : ModelVersion.values()) {
            ModelCard card = ModelCard.of(version, test, predictions);
            Files.writeString(folder(folder, version).resolve(ModelCard.FILE), card.text());
            say("version %d: %s".formatted(version.number(), card.summary()));
        }
        say("written to %s".formatted(folder));
    }

    private static void requireBaseline(double[] meanLosses) {
        double least = Arrays.stream(meanLosses).min().orElseThrow();
        if (meanLosses[Evaluation.BASELINE.index()] > least) {
            throw new IllegalStateException("%s is not the best single algorithm: mean losses %s"
                    .formatted(Evaluation.BASELINE.label(), Arrays.toString(meanLosses)));
        }
    }

    static Path folder(Path folder, ModelVersion version) {
        return folder.resolve(Integer.toString(version.number()));
    }

    static float[][] narrowed(double[][] rows) {
        float[][] narrowed = new float[rows.length][Algorithm.COUNT];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < Algorithm.COUNT; k++) {
                narrowed[i][k] = (float) rows[i][k];
            }
        }
        return narrowed;
    }

    private void say(String line) {
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        out.println("%4d s  %s".formatted(seconds, line));
    }
}
