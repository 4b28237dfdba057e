package io.algorithmselector.lifecycle;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PoolThreadsTest {
    private final PoolThreads threads = new PoolThreads(1);

    @AfterEach
    void end() {
        threads.end();
    }

    @Test
    void write_manyTasks_runInOrderInOneThread() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        Set<Thread> writers = Collections.synchronizedSet(new HashSet<>());
        CountDownLatch done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            int number = i;
            assertThat(threads.write(() -> {
                        order.add(number);
                        writers.add(Thread.currentThread());
                        done.countDown();
                    }))
                    .isTrue();
        }
        assertThat(done.await(10, SECONDS)).isTrue();
        assertThat(order).isSorted().hasSize(100);
        assertThat(writers).hasSize(1);
    }

    @Test
    void write_taskFails_nextOnesRun() throws Exception {
        CompletableFuture<String> next = new CompletableFuture<>();
        threads.write(() -> {
            throw new IllegalStateException("expected in the log of this test");
        });
        threads.writeAfter(Duration.ofMillis(1), () -> next.complete("ran"));
        assertThat(next.get(10, SECONDS)).isEqualTo("ran");
    }

    @Test
    void writeAfter_cancelled_isNotRun() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        threads.writeAfter(Duration.ofMillis(20), () -> ran.set(true)).cancel();
        CompletableFuture<String> next = new CompletableFuture<>();
        threads.writeAfter(Duration.ofMillis(40), () -> next.complete("ran"));
        assertThat(next.get(10, SECONDS)).isEqualTo("ran");
        assertThat(ran).isFalse();
    }

    @Test
    void anyTask_errorOfTheMachine_isLogged() throws Exception {
        Runnable failing = () -> {
            throw new NoClassDefFoundError("expected in the log of this test");
        };
        try (CapturedLog log = CapturedLog.of(PoolThreads.class)) {
            threads.write(failing);
            threads.writeAfter(Duration.ofMillis(1), failing);
            threads.list(failing);
            threads.load(failing);
            threads.release(failing);
            while (log.thrown().size() < 5) {
                Thread.sleep(1);
            }
            assertThat(log.thrown()).allMatch(thrown -> thrown instanceof NoClassDefFoundError);
        }
        CompletableFuture<String> next = new CompletableFuture<>();
        threads.load(() -> next.complete("ran"));
        assertThat(next.get(10, SECONDS)).isEqualTo("ran");
    }

    @Test
    void write_ended_saysSo() {
        threads.end();
        assertThat(threads.write(() -> {})).isFalse();
        threads.writeAfter(Duration.ofMillis(1), () -> {});
    }

    @Test
    void interruptLoads_oneRunsAndOneWaits_interruptsAndRunsTheOther() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<Thread> second = new CompletableFuture<>();
        threads.load(() -> {
            running.countDown();
            try {
                Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException expected) {
                first.complete("interrupted");
            }
        });
        threads.load(() -> second.complete(Thread.currentThread()));
        assertThat(running.await(10, SECONDS)).isTrue();
        threads.interruptLoads();
        assertThat(first.get(10, SECONDS)).isEqualTo("interrupted");
        assertThat(second.get(10, SECONDS)).isSameAs(Thread.currentThread());
    }

    @Test
    void releaseOrList_aLoadAndListingsHang_isNotHeldUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Runnable hang = () -> {
            try {
                never.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        };
        threads.load(hang);
        threads.list(hang);
        threads.list(hang);
        CompletableFuture<String> listed = new CompletableFuture<>();
        threads.list(() -> listed.complete("ran"));
        assertThat(listed.get(10, SECONDS)).as("nor is another listing").isEqualTo("ran");
        CompletableFuture<String> released = new CompletableFuture<>();
        threads.release(() -> released.complete("ran"));
        assertThat(released.get(10, SECONDS)).isEqualTo("ran");
    }
}
