package io.algorithmselector.trainer;

import java.util.List;

/** Kinds of sensor series. */
enum Family {
    CLIMATE,
    LOAD,
    COUNT,
    SHIFT,
    WALK,
    RAMP,
    AR,
    INTERMITTENT,
    CYCLE,
    SOLAR;

    /** A series' family is drawn evenly from these: climate and load come twice as often as the others. */
    static final List<Family> SLOTS =
            List.of(CLIMATE, CLIMATE, LOAD, LOAD, COUNT, SHIFT, WALK, RAMP, AR, INTERMITTENT, CYCLE, SOLAR);

    /** Readings of these have a true zero, so no offset is added to them. */
    boolean hasZero() {
        return this == COUNT || this == INTERMITTENT || this == SOLAR;
    }

    /** A series of {@link SeriesGenerator#LENGTH} hours, before disturbances and units. */
    double[] draw(Clock clock, SeriesRandom random) {
        return switch (this) {
            case CLIMATE -> DailyFamilies.climate(clock, random);
            case LOAD -> DailyFamilies.load(clock, random);
            case COUNT -> DailyFamilies.count(clock, random);
            case SHIFT -> FreeFamilies.shift(random);
            case WALK -> FreeFamilies.walk(random);
            case RAMP -> FreeFamilies.ramp(clock, random);
            case AR -> FreeFamilies.autoregression(random);
            case INTERMITTENT -> FreeFamilies.intermittent(clock, random);
            case CYCLE -> FreeFamilies.cycle(random);
            case SOLAR -> DailyFamilies.solar(clock, random);
        };
    }
}
