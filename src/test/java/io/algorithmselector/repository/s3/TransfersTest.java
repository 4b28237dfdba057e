package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class TransfersTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void close_transferThatTakesTimeToEnd_waitsForIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        try (Transfers transfers = new Transfers(threads, 2)) {
            Future<Boolean> slow = transfers.submit(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.sleep(200);
                }
                ended.set(true);
                return true;
            });
            begun.await();
            assertThat(slow).isNotDone();
        }
        assertThat(ended).isTrue();
    }

    @Test
    void close_transferThatHasNotBegun_neverBegins() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        for (int thread = 0; thread < 2; thread++) {
            threads.execute(() -> await(go));
        }
        try (Transfers transfers = new Transfers(threads, 2)) {
            assertThat(transfers.submit(() -> ran.compareAndSet(false, true))).isNotDone();
        }
        go.countDown();
        threads.close();
        assertThat(ran).isFalse();
    }

    @Test
    void await_anotherTransferFails_endsWithThatFailure() throws Exception {
        RepositoryException failure = new RepositoryException(Kind.CORRUPT, "broken", null);
        try (Transfers transfers = new Transfers(threads, 2)) {
            Future<Boolean> endless = transfers.submit(() -> {
                new CountDownLatch(1).await();
                return true;
            });
            Future<Boolean> failing = transfers.submit(() -> {
                throw failure;
            });
            assertThatThrownBy(() -> transfers.await(endless)).isSameAs(failure);
            assertThatThrownBy(() -> transfers.await(failing)).isSameAs(failure);
        }
    }

    @Test
    void submit_behindALargeDownload_waitsForAFewOfItsTransfersOnly() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (Transfers large = new Transfers(threads, 2);
                Transfers small = new Transfers(threads, 2)) {
            List<Future<Boolean>> parts = new ArrayList<>();
            for (int part = 0; part < 50; part++) {
                parts.add(large.submit(() -> {
                    go.await();
                    return order.add("large");
                }));
            }
            Future<Boolean> only = small.submit(() -> order.add("small"));
            go.countDown();
            small.await(only);
            for (Future<Boolean> part : parts) {
                large.await(part);
            }
        }
        // two ran, and one of them may have taken the next turn as well before the other's thread was scheduled
        assertThat(order.indexOf("small")).isLessThanOrEqualTo(4);
        assertThat(order).hasSize(51);
    }

    @Test
    void submit_manyTransfers_asManyAsTheLimitRunInTheirOrder() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier pairs = new CyclicBarrier(2);
        List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService many = Executors.newFixedThreadPool(4);
                Transfers transfers = new Transfers(many, 2)) {
            List<Future<Integer>> parts = new ArrayList<>();
            for (int number = 0; number < 20; number++) {
                int part = number;
                parts.add(transfers.submit(() -> {
                    begun.add(part / 2);
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    pairs.await();
                    return running.decrementAndGet();
                }));
            }
            for (Future<Integer> part : parts) {
                transfers.await(part);
            }
        }
        assertThat(most).hasValue(2);
        assertThat(begun).isSorted().hasSize(20);
    }

    @Test
    void await_threadsEndedBeforeManyOthers_isGivenUp() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (Transfers transfers = new Transfers(threads, 1)) {
            var _ = transfers.submit(() -> {
                begun.countDown();
                new CountDownLatch(1).await();
                return true;
            });
            for (int part = 0; part < 100_000; part++) {
                var _ = transfers.submit(() -> true);
            }
            Future<Boolean> last = transfers.submit(() -> true);
            begun.await();
            threads.shutdownNow();
            assertThatThrownBy(() -> transfers.await(last)).hasMessageContaining("given up");
            assertThatThrownBy(() -> transfers.await(transfers.submit(() -> true)))
                    .hasMessageContaining("given up");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
