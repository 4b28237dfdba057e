package io.algorithmselector.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FamilyTest {
    private static final int SERIES = 200;

    @ParameterizedTest
    @EnumSource
    void draw_anySeries_isAWeekAndADayOfFiniteReadings(Family family) {
        for (int index = 0; index < SERIES; index++) {
            SeriesRandom random = new SeriesRandom(6, index);
            double[] series = family.draw(Clock.draw(random), random);
            assertThat(Arrays.stream(series)).hasSize(192).allMatch(Double::isFinite);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COUNT", "INTERMITTENT", "SOLAR"})
    void draw_familyWithZero_isNeverNegative(Family family) {
        for (int index = 0; index < SERIES; index++) {
            SeriesRandom random = new SeriesRandom(7, index);
            assertThat(Arrays.stream(family.draw(Clock.draw(random), random))).allMatch(reading -> reading >= 0);
            assertThat(family.hasZero()).isTrue();
        }
    }

    @Test
    void draw_solar_isDarkAtMidnight() {
        Clock clock = new Clock(5);
        double[] series = Family.SOLAR.draw(clock, new SeriesRandom(8, 0));

        for (int t = 0; t < series.length; t++) {
            if (clock.hour(t) == 0) {
                assertThat(series[t]).isZero();
            }
        }
        assertThat(Arrays.stream(series).max().orElseThrow()).isPositive();
    }

    @Test
    void slots_climateAndLoad_comeTwice() {
        assertThat(Family.SLOTS).hasSize(12).containsOnlyOnce(Family.COUNT, Family.SOLAR, Family.AR);
        assertThat(Family.SLOTS).filteredOn(Family.CLIMATE::equals).hasSize(2);
        assertThat(Family.SLOTS).filteredOn(Family.LOAD::equals).hasSize(2);
    }

    @Test
    void clock_saturdayMorning_isWeekend() {
        Clock clock = new Clock(4 * 24 + 23);

        assertThat(clock.weekend(0)).isFalse();
        assertThat(clock.weekend(1)).isTrue();
        assertThat(clock.hour(1)).isZero();
        assertThat(new Clock(167).day(191)).isEqualTo(Clock.DAYS - 1);
    }

    @Test
    void profile_anyDraw_hasMeanZeroAndPeakOne() {
        double[] profile = Noise.profile(new SeriesRandom(9, 0), 5);

        assertThat(Week.mean(profile)).isCloseTo(0, within(1e-12));
        assertThat(Arrays.stream(profile).map(Math::abs).max().orElseThrow()).isCloseTo(1, within(1e-12));
    }

    @Test
    void autoregressive_manyValues_haveTheDeviationAndPersistenceAskedFor() {
        double[] values = Noise.autoregressive(new SeriesRandom(10, 0), 100_000, .6, 2);

        double square = 0;
        double product = 0;
        for (int t = 1; t < values.length; t++) {
            square += values[t] * values[t];
            product += values[t] * values[t - 1];
        }
        assertThat(Math.sqrt(square / values.length)).isCloseTo(2, within(.04));
        assertThat(product / square).isCloseTo(.6, within(.015));
    }
}
