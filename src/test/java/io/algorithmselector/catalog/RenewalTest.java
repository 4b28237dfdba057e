package io.algorithmselector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.repository.UploadRule;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RenewalTest {
    private static Renewal marked(String marker) {
        return new Renewal(null, marker, Transition.AVAILABILITY_PRESERVING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_SUCCESS", "a/b", ".done", "a..b", "..a", "a/.b/c.", "...", "with space"})
    void marker_belowItsFolder_isTakenHereAndByTheRepository(String marker) {
        assertThat(new UploadRule(marked(marker).marker(), Duration.ZERO).marker())
                .isEqualTo(marker);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/a", "a/", "a//b", "../a", "a/../b", "a/.", "a/..", "a\\b", "a\nb", "./a"})
    void marker_thatLeavesItsFolder_isRefused(String marker) {
        assertThatThrownBy(() -> marked(marker))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no file below the version's folder")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    @Test
    void pollInterval_outOfRange_isRefused() {
        for (Duration interval : new Duration[] {Duration.ofMillis(99), Duration.ofHours(25), Duration.ofSeconds(-1)}) {
            assertThatThrownBy(() -> new Renewal(interval, null, Transition.AVAILABILITY_PRESERVING))
                    .hasMessage("pollInterval is " + interval + "; it must be 0s, or from 100ms to 24h");
        }
    }

    @ParameterizedTest
    @EnumSource
    void transition_word_isReadBack(Transition transition) {
        assertThat(Transition.of(transition.toString())).isEqualTo(transition);
    }
}
