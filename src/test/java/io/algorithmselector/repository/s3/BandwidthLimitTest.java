package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BandwidthLimitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final FakeTicker ticker = new FakeTicker();

    @Test
    void pay_oneAfterTheOther_takesTheTimeOfTheRate() throws Exception {
        BandwidthLimit limit = new BandwidthLimit(1_000_000, ticker);
        for (int i = 0; i < 100; i++) {
            limit.pay(30_000);
        }
        assertThat(ticker.passed()).isEqualTo(3 * SECOND);
    }

    @Test
    void pay_sleepsThatTakeTooLong_areMadeUpFor() throws Exception {
        BandwidthLimit limit = new BandwidthLimit(1_000_000, ticker);
        ticker.oversleep = Duration.ofMillis(7).toNanos();
        for (int i = 0; i < 100; i++) {
            limit.pay(30_000);
        }
        assertThat(ticker.passed()).isBetween(3 * SECOND, 3 * SECOND + ticker.oversleep);
    }

    @Test
    void pay_afterALongPause_savesNoMoreThanAMoment() throws Exception {
        BandwidthLimit limit = new BandwidthLimit(1_000_000, ticker);
        ticker.now += 3_600 * SECOND;
        long start = ticker.passed();
        limit.pay(1_000_000);
        assertThat(ticker.passed() - start)
                .isEqualTo(SECOND - Duration.ofMillis(50).toNanos());
    }

    @Test
    void pay_severalAtATime_shareOneRateInTurn() throws Exception {
        BandwidthLimit limit = new BandwidthLimit(1_000_000, ticker);
        // What four threads are told that come at the same time: each waits for those before it.
        ticker.sleeps = false;
        for (int i = 0; i < 4; i++) {
            limit.pay(100_000);
        }
        assertThat(ticker.asked).containsExactly(SECOND / 10, 2 * SECOND / 10, 3 * SECOND / 10, 4 * SECOND / 10);
    }

    @Test
    void pay_largeRates_doNotOverflow() throws Exception {
        BandwidthLimit limit = new BandwidthLimit(Long.MAX_VALUE, ticker);
        limit.pay(Integer.MAX_VALUE);
        assertThat(ticker.passed()).isLessThanOrEqualTo(1);
        BandwidthLimit slow = new BandwidthLimit(1_024, ticker);
        slow.pay(Integer.MAX_VALUE);
        assertThat(ticker.passed()).isGreaterThan(2_000_000 * SECOND);
    }

    @ParameterizedTest
    @CsvSource({"1024, 131072, 1024", "320000, 131072, 10000", "50000000, 131072, 131072", "50000000, 7, 7"})
    void piece_rate_isAFractionOfASecond(long rate, int wanted, int piece) {
        assertThat(new BandwidthLimit(rate, ticker).piece(wanted)).isEqualTo(piece);
    }

    @Test
    @Timeout(30)
    void pay_interrupted_endsAtOnce() {
        BandwidthLimit limit = new BandwidthLimit(1_024, BandwidthLimit.Ticker.SYSTEM);
        Thread paying = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            sleep(50);
            paying.interrupt();
        });
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limit.pay(10 << 20));
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Time that passes by sleeping alone. */
    private static final class FakeTicker implements BandwidthLimit.Ticker {
        // Near the end of what a long holds, where a comparison instead of a difference would fail.
        private static final long START = Long.MAX_VALUE - 1_000;

        private long now = START;
        private long oversleep;
        private boolean sleeps = true;
        private final List<Long> asked = new ArrayList<>();

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(long nanos) {
            asked.add(nanos);
            now += sleeps ? nanos + oversleep : 0;
        }

        long passed() {
            return now - START;
        }
    }
}
