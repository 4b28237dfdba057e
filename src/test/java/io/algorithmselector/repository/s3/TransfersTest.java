package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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
        try (Transfers transfers = new Transfers(threads)) {
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
        try (Transfers transfers = new Transfers(threads)) {
            assertThat(transfers.submit(() -> ran.compareAndSet(false, true))).isNotDone();
        }
        go.countDown();
        threads.close();
        assertThat(ran).isFalse();
    }

    @Test
    void await_anotherTransferFails_endsWithThatFailure() throws Exception {
        RepositoryException failure = new RepositoryException(Kind.CORRUPT, "broken", null);
        try (Transfers transfers = new Transfers(threads)) {
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

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
