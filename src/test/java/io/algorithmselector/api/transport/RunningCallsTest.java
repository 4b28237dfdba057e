package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningCallsTest {
    private final RunningCalls calls = new RunningCalls();
    private final List<String> told = new ArrayList<>();

    @Test
    void awaitNone_noneRuns_returnsAtOnce() throws InterruptedException {
        assertThat(calls.awaitNone(Duration.ZERO)).isTrue();
    }

    @Test
    void awaitNone_oneRuns_waitsUntilItEndsOrTheTimeIsOver() throws InterruptedException {
        RunningCalls.Call call = calls.begin(() -> {});
        assertThat(calls.awaitNone(Duration.ofMillis(20))).isFalse();
        Thread ending = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            call.close();
        });
        assertThat(calls.awaitNone(Duration.ofMinutes(1))).isTrue();
        ending.join();
    }

    @Test
    void close_twice_countsOnce() {
        RunningCalls.Call first = calls.begin(() -> {});
        var _ = calls.begin(() -> {});
        first.close();
        first.close();
        assertThat(calls.count()).isEqualTo(1);
    }

    @Test
    void drain_tellsThoseThatRunOnce_andThoseThatBeginLaterAtOnce() {
        calls.begin(() -> told.add("ended")).close();
        var _ = calls.begin(() -> told.add("running"));
        calls.announce();
        assertThat(calls.announced()).isTrue();
        assertThat(told).isEmpty();
        calls.drain();
        calls.drain();
        assertThat(told).containsExactly("running");
        var _ = calls.begin(() -> told.add("late"));
        assertThat(told).containsExactly("running", "late");
    }

    @Test
    void drain_callsThatCannotBeTold_areNothingToTheOthers() {
        try (CapturedLog log = CapturedLog.of(RunningCalls.class)) {
            for (int i = 0; i < 8; i++) {
                begin(i);
            }
            calls.drain();
            assertThat(told).containsExactlyInAnyOrder("0", "2", "4", "6");
            begin(8);
            begin(9);
            assertThat(told).endsWith("8");
            assertThat(calls.count()).isEqualTo(10);
            assertThat(log.thrown())
                    .hasSize(5)
                    .hasOnlyElementsOfTypes(IllegalStateException.class, AssertionError.class);
        }
    }

    /** Every second cannot be told, in one of two ways. */
    private void begin(int number) {
        var _ = calls.begin(() -> {
            switch (number % 4) {
                case 1 -> throw new IllegalStateException("expected in the log of this test");
                case 3 -> throw new AssertionError("expected in the log of this test");
                default -> told.add(Integer.toString(number));
            }
        });
    }

    @Test
    void drain_withoutAnnouncement_announces() {
        calls.drain();
        assertThat(calls.announced()).isTrue();
    }
}
