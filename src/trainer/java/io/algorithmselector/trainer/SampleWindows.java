package io.algorithmselector.trainer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Windows to try the sample model with: synthetic, from a seed that neither training nor evaluation uses, and rounded to four digits so
 * that they are short to write down. Always the same ones.
 */
public final class SampleWindows {
    /** Readings in a window: a week of hours, oldest first. */
    public static final int LENGTH = Week.LENGTH;

    /** The number of a window, the load of a site, on which the two versions choose differently, and version 2 better. */
    public static final int CONTESTED = 9;

    private static final long SEED = 4;
    private static final MathContext DIGITS = new MathContext(4);

    private SampleWindows() {}

    /**
     * The window of that number.
     *
     * @param index any number from 0
     * @return {@value #LENGTH} readings, the caller's own copy
     */
    public static float[] window(int index) {
        float[] readings = Arrays.copyOf(SeriesGenerator.series(SEED, index), LENGTH);
        for (int t = 0; t < LENGTH; t++) {
            readings[t] = new BigDecimal(readings[t]).round(DIGITS).floatValue();
        }
        return readings;
    }
}
