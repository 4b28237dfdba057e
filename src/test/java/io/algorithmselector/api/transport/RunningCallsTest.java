package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

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
    void drain_withoutAnnouncement_announces() {
        calls.drain();
        assertThat(calls.announced()).isTrue();
    }
}
