package io.algorithmselector.trainer;

import java.util.List;
import java.util.Locale;

/** The forecasting algorithms to choose from. The order is that of the models' scores. */
enum Algorithm {
    NAIVE,
    LINEAR_TREND,
    MEDIAN,
    SEASONAL_NAIVE,
    WEEKLY_NAIVE,
    SEASONAL_MEAN,
    THETA,
    AR;

    /** All of them in the order of the scores. */
    static final List<Algorithm> ALL = List.of(values());

    static final int COUNT = ALL.size();

    /** The names in the order of the scores. */
    static List<String> labels() {
        return ALL.stream().map(Algorithm::label).toList();
    }

    /** The place among the scores. */
    int index() {
        return ALL.indexOf(this);
    }

    /** The name that the models answer with. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From {@value Week#LENGTH} readings, oldest first, to the next {@value Week#HORIZON}. */
    double[] forecast(double[] window) {
        return switch (this) {
            case NAIVE -> BasicForecasts.naive(window);
            case LINEAR_TREND -> BasicForecasts.linearTrend(window);
            case MEDIAN -> BasicForecasts.median(window);
            case SEASONAL_NAIVE -> BasicForecasts.seasonalNaive(window);
            case WEEKLY_NAIVE -> BasicForecasts.weeklyNaive(window);
            case SEASONAL_MEAN -> BasicForecasts.seasonalMean(window);
            case THETA -> Theta.forecast(window);
            case AR -> Autoregression.forecast(window);
        };
    }
}
