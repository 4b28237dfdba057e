package io.algorithmselector.trainer;

/** A model's answer for one window. */
public final class Prediction {
    private final String algorithm;
    private final double[] scores;
    private final double[] expectedErrors;

    Prediction(String algorithm, double[] scores, double[] expectedErrors) {
        this.algorithm = algorithm;
        this.scores = scores;
        this.expectedErrors = expectedErrors;
    }

    /** The name of the one with the highest score; empty for a window that cannot be used. */
    public String algorithm() {
        return algorithm;
    }

    /** 8, sum 1; NaN for a window that cannot be used. */
    public double[] scores() {
        return scores;
    }

    /** 8 predicted losses; NaN for a window that cannot be used. */
    public double[] expectedErrors() {
        return expectedErrors;
    }

    /** The place of the highest score, the first of equals. */
    static int highest(double[] scores) {
        int highest = 0;
        for (int k = 1; k < scores.length; k++) {
            if (scores[k] > scores[highest]) {
                highest = k;
            }
        }
        return highest;
    }
}
