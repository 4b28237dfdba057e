package io.algorithmselector.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "8, 60", "64, 60", "65, 60", "2147483647, 60"})
    void delay_failuresInARow_doublesUpToTheLongest(int failures, long seconds) {
        assertThat(BACKOFF.delay(failures)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void delay_withJitter_takesARandomShareAway() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 0.5);
        List<Duration> delays =
                IntStream.range(0, 1000).mapToObj(_ -> backoff.delay(3)).toList();
        assertThat(delays)
                .allMatch(delay ->
                        delay.compareTo(Duration.ofSeconds(2)) >= 0 && delay.compareTo(Duration.ofSeconds(4)) <= 0);
        assertThat(delays)
                .as("below and above the middle")
                .anyMatch(delay -> delay.compareTo(Duration.ofMillis(2700)) < 0)
                .anyMatch(delay -> delay.compareTo(Duration.ofMillis(3300)) > 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void backoff_jitterThatIsNoShare_refused(double jitter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), jitter));
    }

    @Test
    void backoff_firstLongerThanLongest_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)));
    }
}
