package io.algorithmselector.trainer;

/**
 * How a version is trained.
 *
 * @param rate the step size at the start; it falls to 0 along a cosine
 * @param seed of the start values and of the order of the examples
 */
record TrainingPlan(Optimiser optimiser, double rate, int epochs, int batch, long seed) {
    static TrainingPlan of(ModelVersion version) {
        return switch (version) {
            case LINEAR -> new TrainingPlan(Optimiser.GRADIENT_DESCENT, .05, 6, 256, 1);
            case PERCEPTRON -> new TrainingPlan(Optimiser.ADAM, 1e-3, 12, 256, 1);
        };
    }

    float rate(int step, int steps) {
        return (float) (rate * .5 * (1 + StrictMath.cos(Math.PI * step / steps)));
    }
}
