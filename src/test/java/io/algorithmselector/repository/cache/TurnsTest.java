package io.algorithmselector.repository.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void take_manyThreads_oneAtATimeAndNothingIsKept() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(400);
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int task = 0; task < 400; task++) {
                Future<?> _ = threads.submit(() -> {
                    try (Turns.Turn _ = turns.take("a")) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.sleep(Duration.ofNanos(1000));
                        inside.decrementAndGet();
                    }
                    done.countDown();
                    return null;
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(most).hasValue(1);
        assertThat(turns.size()).isZero();
    }

    @Test
    void take_anotherName_doesNotWait() throws Exception {
        try (Turns.Turn _ = turns.take("a");
                Turns.Turn _ = turns.take("b")) {
            assertThat(turns.size()).isEqualTo(2);
        }
        assertThat(turns.size()).isZero();
    }

    @Test
    void take_interruptedWhileItWaits_givesItsPlaceUp() throws Exception {
        try (var threads = Executors.newSingleThreadExecutor()) {
            CountDownLatch taken = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Future<?> holder = threads.submit(() -> {
                try (Turns.Turn _ = turns.take("a")) {
                    taken.countDown();
                    go.await();
                }
                return null;
            });
            taken.await();
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> turns.take("a"));
            assertThat(turns.size()).as("one has it").isEqualTo(1);
            go.countDown();
            assertThat(holder.get()).isNull();
            assertThat(turns.size()).isZero();
        }
    }
}
