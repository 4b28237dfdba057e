package io.algorithmselector.trainer;

/** Draws synthetic sensor series: a window of a week and the day that follows. */
final class SeriesGenerator {
    /** Hours of a series. */
    static final int LENGTH = Week.LENGTH + Week.HORIZON;

    private SeriesGenerator() {}

    /** The series of that number in the set of that seed, always the same one: {@value #LENGTH} readings, oldest first. */
    static float[] series(long seed, int index) {
        SeriesRandom random = new SeriesRandom(seed, index);
        Family family = Family.SLOTS.get(random.below(Family.SLOTS.size()));
        double[] series = family.draw(Clock.draw(random), random);
        Disturbances.apply(series, random);
        double unit = powerOfTen(random.uniform(-2, 3));
        double offset = family.hasZero() ? 0 : random.uniform(-2, 2) * powerOfTen(random.uniform(-1, 2));
        float[] readings = new float[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            readings[t] = (float) (series[t] * unit + offset);
        }
        return readings;
    }

    private static double powerOfTen(double exponent) {
        return StrictMath.pow(10, exponent);
    }
}
