package io.algorithmselector.trainer;

/** The words of the model cards; a file of its own because they are long. */
final class ModelCardText {
    static final String HEAD = """
            # algorithm-selector, version %d

            Reads a week of hourly sensor readings and says which of eight forecasting algorithms will err least over the next day.
            It looks at %d features of the window. `make models` writes this card and the model beside it.

            | signature | input | output |
            |---|---|---|
            | `serving_default` (predict) | `window` float [B, 168], oldest first, any unit, any offset | `algorithm` string [B]; `scores` float [B, 8], sum 1, higher is better; `expected_error` float [B, 8], the predicted loss, lower is better |
            | `classify` | `inputs` string [B]: tf.Example, feature `window` of 168 floats, required | `classes` string [B, 8], `scores` float [B, 8] |

            `algorithm` is the one with the highest score. A window with NaN, infinity or a reading beyond 1e35 in magnitude gets NaN for
            all its scores and expected errors and an empty `algorithm`; the other windows of the batch are not affected.
            """;

    static final String DATA = """
            ## Data

            Synthetic series only; no real reading was used. 160,000 for training (seed 1), 10,000 for the test (seed 2). Each has 192
            hourly readings: the window of 168, and the 24 that follow, on which the algorithms are judged. A series is climate or load
            (two chances in twelve each), or counts, switching levels, a random walk, a ramp, an autoregressive process, an intermittent
            signal, a cycle that is not daily, or sunlight (one each); it may get a step, spikes, coarse rounding or held gaps, and a unit
            and an offset drawn at random.

            The loss of an algorithm is the mean absolute error of its forecast divided by the mean absolute deviation of the window (at
            least 1/1000 of the mean magnitude), and at most 5. On the test set (of equals, the first counts as best):

            | algorithm | mean loss | best on |
            |---|---|---|
            """;

    static final String FIGURES = """
            ## Figures

            On the 10,000 test windows, computed from the files of this folder; `make test` computes them again.

            | | |
            |---|---|
            | accuracy: no algorithm lost less than the chosen one | %.3f |
            | mean loss of the chosen algorithm | %.3f |
            | mean loss of always choosing `theta`, the best single algorithm of the training set | %.3f |
            | mean loss of the best algorithm of each window, in hindsight | %.3f |
            | regret: mean loss beyond hindsight | %.3f |
            | gap closed: 0 is always `theta`, 1 is hindsight | %.3f |
            | mean predicted loss of the chosen algorithm | %.3f |
            | mean highest score | %.3f |
            | share of windows on which versions 1 and 2 choose differently | %.3f |
            """;

    private static final String FEATURES = """
            ## Features

            Computed in the graph, in 32 bits, from the readings less their mean, divided by the deviation of the loss and clipped to
            10 in magnitude; each feature is then standardised by its mean and deviation over the training set and clipped to 8.

            """;

    private static final String BASIC = """
            Autocorrelation at 1 and 24 hours; magnitude of the correlation with time; share of the variance that the mean day explains;
            mean absolute step; magnitude of the last reading; share of steps that are none; share of readings that are zero.
            """;

    private static final String EXTENDED = """
            The 8 of version 1. Autocorrelation at 2, 3, 6 and 12 hours, and of the steps at 1 and 24 hours; correlation with time; last
            reading and last step; fourth moment (logarithm); tailedness of the steps; spread of the day means; mean absolute change from
            day to day. How forecasts of days 5, 6 and 7 from the days before would have done: the last reading, the last day, the mean
            day, the mean, the mean of the last day; a line through the first six days against the seventh; the first day against the
            last, the last but one, and the second. The 7 day means and the 24 hour means.
            """;

    private static final String LINEAR = """
            ## Model

            Linear regression of the eight losses on the features, 72 parameters: mean squared error, stochastic gradient descent with
            step .05 (cosine to 0), batches of 256, 6 epochs. `expected_error` is its result, `scores` the softmax of
            `-expected_error / .3`.
            """;

    private static final String PERCEPTRON = """
            ## Model

            A multilayer perceptron, 18,512 parameters: hidden layers of 128 and 64 rectified units and two heads of 8. The first head is
            `expected_error`; `scores` is the softmax of the second. Trained together on mean squared error of the first, twice the loss
            to expect when choosing by the scores, and .3 times the cross entropy against the softmax of the true losses (divided by
            -.3); Adam with step .001 (cosine to 0), batches of 256, 12 epochs.
            """;

    private static final String LIMITS = """
            ## Limits

            - The figures hold for series like the synthetic ones. Nothing here says how it does on yours: measure on your own before
              you rely on it.
            - A day is 24 readings. Readings at another interval have their day elsewhere and must be brought to hourly means first.
            - Missing readings must be filled with the last one before them; NaN is refused, not filled.
            - Hindsight is out of reach: part of what the next day brings is not in the window.
            - The best algorithm is often only slightly better than the next; regret says more than accuracy.
            - On a constant window all algorithms lose the same, whatever the answer. A swing below 1/1000 of the mean magnitude is
              weighed as if it were nearly constant.
            - The loss is relative to the window's own spread and capped at 5, and so is what `expected_error` predicts.
            - `scores` are preferences and not probabilities of being best.
            - `make models` gives these files again to the byte on the same kind of processor. On another one TensorFlow may round
              sums differently, and the weights with them.
            """;

    private static final String LINEAR_LIMITS = """
            - `expected_error` comes from a straight line and may be negative.
            """;

    private ModelCardText() {}

    static String features(ModelVersion version) {
        return switch (version) {
            case LINEAR -> FEATURES + BASIC;
            case PERCEPTRON -> FEATURES + EXTENDED;
        };
    }

    static String model(ModelVersion version) {
        return switch (version) {
            case LINEAR -> LINEAR;
            case PERCEPTRON -> PERCEPTRON;
        };
    }

    static String limits(ModelVersion version) {
        return switch (version) {
            case LINEAR -> LIMITS + LINEAR_LIMITS;
            case PERCEPTRON -> LIMITS;
        };
    }
}
