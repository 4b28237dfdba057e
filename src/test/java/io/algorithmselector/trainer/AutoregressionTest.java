package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoregressionTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void forecast_noisyCycle_equalsTheSolvedYuleWalkerEquations(long seed) {
        Random random = new Random(seed);
        double noise = random.nextDouble();
        double period = 5 + 30 * random.nextDouble();
        double[] window = new double[Week.LENGTH];
        Arrays.setAll(window, t -> 20 + Math.sin(2 * Math.PI * t / period) + noise * random.nextGaussian());

        assertThat(Autoregression.forecast(window)).containsExactly(solved(window), within(1e-6));
    }

    @Test
    void forecast_whiteNoise_staysNearTheMean() {
        Random random = new Random(6);
        double[] window = new double[Week.LENGTH];
        Arrays.setAll(window, t -> random.nextGaussian());

        assertThat(Arrays.stream(Autoregression.forecast(window))
                        .map(Math::abs)
                        .max()
                        .orElseThrow())
                .isLessThan(.6);
    }

    @Test
    void forecast_varianceBelowTheLimit_isTheMean() {
        double[] window = new double[Week.LENGTH];
        Arrays.setAll(window, t -> 3 + (t % 2 == 0 ? 1e-7 : -1e-7));

        assertThat(Autoregression.forecast(window)).containsOnly(Week.mean(window));
    }

    @Test
    void forecast_alternation_goesOnAlternating() {
        double[] window = new double[Week.LENGTH];
        Arrays.setAll(window, t -> 5 + (t % 2 == 0 ? 1 : -1));

        double[] forecast = Autoregression.forecast(window);

        assertThat(forecast[0]).isBetween(5.5, 6.5);
        assertThat(forecast[1]).isBetween(3.5, 4.5);
    }

    /** The same model by elimination instead of recursion, for each order anew. */
    private static double[] solved(double[] window) {
        double mean = Week.mean(window);
        double[] centred = Arrays.stream(window).map(x -> x - mean).toArray();
        double[] covariance = new double[27];
        for (int lag = 0; lag <= 26; lag++) {
            for (int t = 0; t + lag < 168; t++) {
                covariance[lag] += centred[t] * centred[t + lag] / 168;
            }
        }
        double[] best = {};
        double least = 168 * Math.log(covariance[0] * (1 + 1e-6));
        for (int order = 1; order <= 26; order++) {
            double[] coefficients = solve(covariance, order);
            double variance = covariance[0] * (1 + 1e-6);
            for (int i = 0; i < order; i++) {
                variance -= coefficients[i] * covariance[i + 1];
            }
            double criterion = 168 * Math.log(variance) + 2 * order;
            if (criterion < least) {
                least = criterion;
                best = coefficients;
            }
        }
        return recursion(centred, best, mean);
    }

    private static double[] recursion(double[] centred, double[] coefficients, double mean) {
        double[] values = Arrays.copyOf(centred, 192);
        for (int t = 168; t < 192; t++) {
            for (int i = 0; i < coefficients.length; i++) {
                values[t] += coefficients[i] * values[t - 1 - i];
            }
        }
        return Arrays.stream(values, 168, 192).map(x -> x + mean).toArray();
    }

    /** Gauss's elimination; the matrix is positive definite, so no pivoting is needed. */
    private static double[] solve(double[] covariance, int order) {
        double[][] rows = new double[order][order + 1];
        for (int i = 0; i < order; i++) {
            for (int j = 0; j < order; j++) {
                rows[i][j] = covariance[Math.abs(i - j)] * (i == j ? 1 + 1e-6 : 1);
            }
            rows[i][order] = covariance[i + 1];
        }
        for (int pivot = 0; pivot < order; pivot++) {
            for (int i = 0; i < order; i++) {
                double factor = i == pivot ? 0 : rows[i][pivot] / rows[pivot][pivot];
                for (int j = pivot; j <= order; j++) {
                    rows[i][j] -= factor * rows[pivot][j];
                }
            }
        }
        double[] solution = new double[order];
        Arrays.setAll(solution, i -> rows[i][order] / rows[i][i]);
        return solution;
    }
}
