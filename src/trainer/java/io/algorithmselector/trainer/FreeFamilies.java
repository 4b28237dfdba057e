package io.algorithmselector.trainer;

import static io.algorithmselector.trainer.SeriesGenerator.LENGTH;

/** Families that the hour of the day does not rule, or only in part. */
final class FreeFamilies {
    private FreeFamilies() {}

    /** Machines that switch between a few states. */
    static double[] shift(SeriesRandom random) {
        double[] levels = Noise.white(random, random.between(2, 6));
        double change = 1 / random.uniform(10, 80);
        double noise = random.uniform(0, .5);
        double level = random.normal();
        double[] series = new double[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            if (random.chance(change)) {
                level = levels[random.below(levels.length)];
            }
            series[t] = level + noise * random.normal();
        }
        return series;
    }

    /** Tank levels, stocks: steps that add up, perhaps with a drift, and noise of the measurement. */
    static double[] walk(SeriesRandom random) {
        double[] steps = random.chance(.5)
                ? Noise.autoregressive(random, LENGTH, random.uniform(0, .9), 1)
                : Noise.white(random, LENGTH);
        double drift = random.chance(.5) ? random.uniform(-.3, .3) : 0;
        for (int t = 0; t < LENGTH; t++) {
            steps[t] += drift;
        }
        double[] series = Noise.accumulate(steps);
        double noise = random.uniform(0, 2);
        for (int t = 0; t < LENGTH; t++) {
            series[t] += noise * random.normal();
        }
        return series;
    }

    /** Batteries, filters, meters: a steady rise or fall, perhaps with a daily profile. */
    static double[] ramp(Clock clock, SeriesRandom random) {
        double rise = random.uniform(-3, 3);
        double noise = random.uniform(.02, 1);
        double[] series = Noise.autoregressive(random, LENGTH, random.uniform(0, .9), noise);
        double strength = random.chance(.4) ? random.uniform(0, .6) : 0;
        double[] profile = Noise.profile(random, 3);
        for (int t = 0; t < LENGTH; t++) {
            series[t] += rise * t / LENGTH + strength * profile[clock.hour(t)];
        }
        return series;
    }

    /** Concentrations, vibration: persistence and nothing else. */
    static double[] autoregression(SeriesRandom random) {
        return Noise.autoregressive(random, LENGTH, random.uniform(0, .97), 1);
    }

    /** Rain, leaks, alarms: mostly 0, perhaps possible at some hours only. */
    static double[] intermittent(Clock clock, SeriesRandom random) {
        double probability = StrictMath.exp(random.uniform(-4, -.7));
        double spread = random.uniform(.1, .9);
        boolean hourly = random.chance(.3);
        double[] profile = Noise.profile(random, 3);
        double threshold = random.uniform(-.5, .5);
        double[] series = new double[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            boolean possible = !hourly || profile[clock.hour(t)] > threshold;
            double size = StrictMath.exp(spread * random.normal());
            series[t] = random.chance(probability) && possible ? size : 0;
        }
        return series;
    }

    /** Compressors, pumps, tides: a period that is not the day, and whose phase wanders. */
    static double[] cycle(SeriesRandom random) {
        double period = StrictMath.exp(random.uniform(StrictMath.log(5), StrictMath.log(60)));
        double start = random.uniform(0, 1);
        double[] wander = Noise.accumulate(Noise.white(random, LENGTH));
        double wandering = random.uniform(0, .02);
        boolean sawtooth = random.chance(.5);
        double noise = random.uniform(.02, .7);
        double[] series = new double[LENGTH];
        for (int t = 0; t < LENGTH; t++) {
            double turns = t / period + start + wandering * wander[t];
            double phase = turns - Math.floor(turns);
            double wave = sawtooth ? 2 * phase - 1 : StrictMath.sin(2 * Math.PI * phase);
            series[t] = wave + noise * random.normal();
        }
        return series;
    }
}
