package io.algorithmselector.trainer;

import java.util.Arrays;

/**
 * The features in plain Java and double precision: the definition that {@link FeatureGraph} must agree with. Both list them in the same
 * order.
 *
 * <p>Throughout, z are the standardised readings, and |.| of several values is their mean absolute value.
 */
final class FeatureDefinition {
    private final double[] x;
    private final double[] z;
    private final double[] dz;
    private final double scale;
    private final double energy;
    private final double[] features = new double[FeatureSet.EXTENDED.size()];
    private int count;

    private FeatureDefinition(float[] window) {
        x = new double[Week.LENGTH];
        Arrays.setAll(x, t -> window[t]);
        double mean = Week.mean(x);
        scale = Loss.scale(x);
        z = Arrays.stream(x)
                .map(value -> Math.clamp((value - mean) / scale, -FeatureSet.READING_LIMIT, FeatureSet.READING_LIMIT))
                .toArray();
        dz = difference(z, 1);
        energy = squares(z) + FeatureSet.SMALL_SQUARE;
    }

    static double[] of(FeatureSet set, float[] window) {
        FeatureDefinition definition = new FeatureDefinition(window);
        definition.basic();
        if (set == FeatureSet.EXTENDED) {
            definition.correlations();
            definition.shape();
            definition.landmarks();
            definition.profiles();
        }
        return Arrays.copyOf(definition.features, definition.count);
    }

    /** Whether the models answer for this window at all. */
    static boolean usable(float[] window) {
        for (float reading : window) {
            if (!(Math.abs(reading) <= FeatureSet.LARGEST_READING)) {
                return false;
            }
        }
        return true;
    }

    private void basic() {
        add(autocorrelation(z, 1), autocorrelation(z, Week.DAY), Math.abs(trend()), seasonalStrength());
        add(meanAbsolute(dz), Math.abs(z[Week.LENGTH - 1]));
        add(share(dz, FeatureSet.NO_STEP), share(x, FeatureSet.ZERO_SHARE * scale));
    }

    private void correlations() {
        for (int lag : new int[] {2, 3, 6, 12}) {
            add(autocorrelation(z, lag));
        }
        add(autocorrelation(dz, 1), autocorrelation(dz, Week.DAY));
    }

    private void shape() {
        double last = z[Week.LENGTH - 1];
        add(trend(), last, last - z[Week.LENGTH - 2]);
        add(Math.log(Arrays.stream(z).map(v -> v * v * v * v).sum() / Week.LENGTH + .1));
        double step = meanAbsolute(dz);
        add(.1 * squares(dz) / dz.length / (step * step + FeatureSet.SMALL_SQUARE));
        add(meanAbsolute(dayMeans()), meanAbsolute(difference(z, Week.DAY)));
    }

    /** How simple forecasts of the last three days would have done. */
    private void landmarks() {
        for (int day = 6; day >= 4; day--) {
            double[] before = day(day - 1);
            double[] soFar = Arrays.copyOf(z, day * Week.DAY);
            add(error(day, constant(before[Week.DAY - 1])), error(day, before), error(day, meanDay(soFar)));
            add(error(day, constant(Week.mean(soFar))), error(day, constant(Week.mean(before))));
        }
        add(error(6, line(Arrays.copyOf(z, 6 * Week.DAY))));
        add(error(6, day(0)), error(5, day(0)), error(1, day(0)));
    }

    private void profiles() {
        add(dayMeans());
        add(Week.hourMeans(z));
    }

    private void add(double... values) {
        for (double value : values) {
            features[count++] = value;
        }
    }

    private static double autocorrelation(double[] values, int lag) {
        double sum = 0;
        for (int t = 0; t + lag < values.length; t++) {
            sum += values[t] * values[t + lag];
        }
        return sum / (squares(values) + FeatureSet.SMALL_SQUARE);
    }

    /** The correlation of z with time. */
    private double trend() {
        double middle = (Week.LENGTH - 1) / 2.0;
        double product = 0;
        double square = 0;
        for (int t = 0; t < Week.LENGTH; t++) {
            product += (t - middle) * z[t];
            square += (t - middle) * (t - middle);
        }
        return product / Math.sqrt(square * energy);
    }

    /** The share of the variance that the mean day explains. */
    private double seasonalStrength() {
        double[] means = Week.hourMeans(z);
        double rest = 0;
        for (int t = 0; t < Week.LENGTH; t++) {
            double deviation = z[t] - means[t % Week.DAY];
            rest += deviation * deviation;
        }
        return 1 - rest / energy;
    }

    private double error(int day, double[] forecast) {
        double sum = 0;
        for (int hour = 0; hour < Week.DAY; hour++) {
            sum += Math.abs(z[day * Week.DAY + hour] - forecast[hour]);
        }
        return sum / Week.DAY;
    }

    private double[] day(int day) {
        return Arrays.copyOfRange(z, day * Week.DAY, (day + 1) * Week.DAY);
    }

    private double[] dayMeans() {
        double[] means = new double[Week.DAYS];
        Arrays.setAll(means, day -> Week.mean(day(day)));
        return means;
    }

    private static double[] meanDay(double[] soFar) {
        double[] means = new double[Week.DAY];
        for (int t = 0; t < soFar.length; t++) {
            means[t % Week.DAY] += soFar[t] * Week.DAY / soFar.length;
        }
        return means;
    }

    /** The least-squares line through the values so far, continued for a day. */
    private static double[] line(double[] soFar) {
        double mean = Week.mean(soFar);
        double slope = Week.slope(soFar);
        double[] forecast = new double[Week.DAY];
        Arrays.setAll(forecast, hour -> mean + slope * (soFar.length + hour - (soFar.length - 1) / 2.0));
        return forecast;
    }

    private static double[] constant(double value) {
        return BasicForecasts.constant(value);
    }

    private static double[] difference(double[] values, int lag) {
        double[] differences = new double[values.length - lag];
        Arrays.setAll(differences, t -> values[t + lag] - values[t]);
        return differences;
    }

    private static double meanAbsolute(double[] values) {
        return Arrays.stream(values).map(Math::abs).sum() / values.length;
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    private static double share(double[] values, double limit) {
        return (double) Arrays.stream(values).filter(v -> Math.abs(v) < limit).count() / values.length;
    }
}
