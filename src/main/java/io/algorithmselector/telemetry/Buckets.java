package io.algorithmselector.telemetry;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** Upper bounds of the histograms. */
final class Buckets {
    private Buckets() {}

    /** Of whole requests: 50 µs to 60 s, about three a decade. */
    static Duration[] requests() {
        return micros(
                50,
                100,
                250,
                500,
                1_000,
                2_500,
                5_000,
                10_000,
                25_000,
                50_000,
                100_000,
                250_000,
                500_000,
                1_000_000,
                2_500_000,
                5_000_000,
                10_000_000,
                30_000_000,
                60_000_000);
    }

    /** Of a request's stages: a small tensor is decoded in some microseconds; 5 µs to 10 s. */
    static Duration[] stages() {
        return micros(
                5,
                10,
                25,
                50,
                100,
                250,
                500,
                1_000,
                2_500,
                5_000,
                10_000,
                25_000,
                50_000,
                100_000,
                250_000,
                500_000,
                1_000_000,
                2_500_000,
                10_000_000);
    }

    /** Of loading: a small model takes a fraction of a second, gigabytes from afar take minutes. */
    static Duration[] loads() {
        return micros(
                100_000,
                250_000,
                500_000,
                1_000_000,
                2_500_000,
                5_000_000,
                10_000_000,
                25_000_000,
                60_000_000,
                120_000_000,
                300_000_000,
                600_000_000);
    }

    private static Duration[] micros(long... micros) {
        return Arrays.stream(micros)
                .mapToObj(each -> Duration.of(each, ChronoUnit.MICROS))
                .toArray(Duration[]::new);
    }
}
