package io.algorithmselector.trainer;

import static io.algorithmselector.trainer.SeriesGenerator.LENGTH;

/** Families ruled by the hour of the day. */
final class DailyFamilies {
    private static final int SMOOTHING = 12;

    private DailyFamilies() {}

    /** Temperature, humidity, pressure: a daily profile whose strength varies from day to day, and slow weather. */
    static double[] climate(Clock clock, SeriesRandom random) {
        double strength = random.uniform(0, 1.5);
        double[] ofDay = overDays(random, .5);
        double[] profile = Noise.profile(random, random.between(1, 4));
        double weatherSize = random.uniform(.1, 1.5);
        double[] weather = weather(random);
        double noise = random.uniform(0, .2);
        double[] series = new double[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            double daily = strength * StrictMath.exp(ofDay[clock.day(t)]) * profile[clock.hour(t)];
            series[t] = daily + weatherSize * weather[t] + noise * random.normal();
        }
        return series;
    }

    private static double[] weather(SeriesRandom random) {
        double coefficient = random.uniform(.9, .999);
        return random.chance(.5)
                ? Noise.runningMean(Noise.autoregressive(random, LENGTH + SMOOTHING - 1, coefficient, 1), SMOOTHING)
                : Noise.autoregressive(random, LENGTH, coefficient, 1);
    }

    /** Power, heat, water: a daily profile with a trend, perhaps another one at weekends, and days and hours that differ. */
    static double[] load(Clock clock, SeriesRandom random) {
        double[] workday = Noise.profile(random, 5);
        double[] weekend = random.chance(.6) ? weekend(workday, random) : workday;
        double trend = random.uniform(-.3, .3);
        double[] ofDay = overDays(random, .4);
        double[] ofHour = Noise.autoregressive(random, LENGTH, random.uniform(.3, .97), random.uniform(.02, .4));
        double[] series = new double[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            double profile = (clock.weekend(t) ? weekend : workday)[clock.hour(t)];
            series[t] = 2 + profile * (1 + trend * t / LENGTH) + ofDay[clock.day(t)] + ofHour[t];
        }
        return series;
    }

    private static double[] weekend(double[] workday, SeriesRandom random) {
        double[] other = Noise.profile(random, 5);
        double likeness = random.uniform(.2, 1);
        double size = random.uniform(.2, 1);
        double drop = random.uniform(0, 1);
        double[] profile = new double[Week.DAY];
        for (int hour = 0; hour < Week.DAY; hour++) {
            profile[hour] = (likeness * workday[hour] + (1 - likeness) * other[hour]) * size - drop;
        }
        return profile;
    }

    /** Vehicles, visitors, calls: counts with a rate by hour and weekday. */
    static double[] count(Clock clock, SeriesRandom random) {
        double level = random.uniform(-1, 4);
        double strength = random.uniform(0, 2);
        double[] profile = Noise.profile(random, 3);
        double weekend = random.uniform(.2, 1.2);
        double[] noise = Noise.autoregressive(random, LENGTH, random.uniform(.3, .95), random.uniform(0, .4));
        double[] series = new double[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            double rate = StrictMath.exp(level + strength * profile[clock.hour(t)] + noise[t]);
            series[t] = random.poisson(clock.weekend(t) ? rate * weekend : rate);
        }
        return series;
    }

    /** Light, photovoltaic power: 0 at night, an arc by day, clouds. */
    static double[] solar(Clock clock, SeriesRandom random) {
        double horizon = random.uniform(-.1, .3);
        double[] clouds = Noise.autoregressive(random, LENGTH, random.uniform(.7, .98), random.uniform(0, .7));
        double[] series = new double[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            double sun = Math.max(0, StrictMath.sin(Math.PI * (clock.hour(t) - 6) / 12) - horizon);
            series[t] = sun * Math.clamp(1 - Math.abs(clouds[t]), .05, 1);
        }
        return series;
    }

    /** One value a day, whose persistence and deviation (up to {@code deviation}) are drawn too. */
    private static double[] overDays(SeriesRandom random, double deviation) {
        return Noise.autoregressive(random, Clock.DAYS, random.uniform(0, .9), random.uniform(0, deviation));
    }
}
