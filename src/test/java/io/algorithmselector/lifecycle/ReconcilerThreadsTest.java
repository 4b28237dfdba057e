package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepositories;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.UploadRule;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On the real threads. */
@Timeout(30)
final class ReconcilerThreadsTest {
    private static final LifecycleSettings SETTINGS = new LifecycleSettings(
            2,
            Duration.ofMillis(50),
            Duration.ofMillis(50),
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)),
            LifecycleFixture.NEVER,
            Duration.ofMinutes(1));

    private final FakeRepositories repositories = new FakeRepositories();
    private final FakeLoader loader = new FakeLoader();

    private Reconciler start(ModelRepositories from, LifecycleListener listener) {
        Reconciler reconciler = Reconciler.start(from, loader, listener, SETTINGS);
        reconciler.apply(Catalogue.of(List.of(wants(1L))));
        return reconciler;
    }

    /** Opens when version 1 is available. */
    private static final class Available extends CountDownLatch implements LifecycleListener {
        Available() {
            super(1);
        }

        @Override
        public void changed(VersionStatus status) {
            if (status.state() == State.AVAILABLE) {
                countDown();
            }
        }
    }

    @Test
    void close_serving_unloadsAndEnds() throws Exception {
        repositories.put("/m", 1, "a");
        Available available = new Available();
        Reconciler reconciler = start(repositories, available);
        assertThat(available.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(reconciler.ready()).isTrue();
        reconciler.close();
        assertThat(loader.live()).isZero();
        assertThat(reconciler.ready()).isFalse();
        reconciler.apply(Catalogue.of(List.of(wants(1L))));
        reconciler.close();
    }

    @Test
    void close_callNeverEnds_returnsWithinTheLimits() throws Exception {
        repositories.put("/m", 1, "a");
        Available available = new Available();
        Reconciler reconciler = start(repositories, available);
        assertThat(available.await(10, TimeUnit.SECONDS)).isTrue();
        ServingModel model = requireNonNull(reconciler.model("m"));
        try (ServableHandle handle = model.acquire(1)) {
            assertThat(handle).isNotNull();
            reconciler.close();
            assertThat(loader.live()).as("left alone").isEqualTo(1);
        }
        assertThat(loader.violations()).isEmpty();
    }

    @Test
    void close_fetchHangs_interruptsIt() throws Exception {
        repositories.put("/m", 1, "a");
        CountDownLatch fetching = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Reconciler reconciler = start(
                basePath -> new Hanging(repositories.open(basePath), fetching, interrupted),
                new LifecycleListener() {});
        assertThat(fetching.await(10, TimeUnit.SECONDS)).isTrue();
        reconciler.close();
        assertThat(interrupted.getCount()).isZero();
        assertThat(loader.loads()).isEmpty();
    }

    @Test
    void apply_modelLeavesWhileItsFetchHangs_interruptsItAndTheNextLoads() throws Exception {
        repositories.put("/m", 1, "a");
        CountDownLatch fetching = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Available available = new Available();
        Reconciler reconciler = start(
                basePath -> fetching.getCount() > 0
                        ? new Hanging(repositories.open(basePath), fetching, interrupted)
                        : repositories.open(basePath),
                available);
        assertThat(fetching.await(10, TimeUnit.SECONDS)).isTrue();
        reconciler.apply(Catalogue.EMPTY);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        reconciler.apply(Catalogue.of(List.of(wants(1L))));
        assertThat(available.await(10, TimeUnit.SECONDS)).isTrue();
        reconciler.close();
        assertThat(loader.live()).isZero();
    }

    /** Lists, and never ends fetching. */
    private record Hanging(ModelRepository listed, CountDownLatch fetching, CountDownLatch interrupted)
            implements ModelRepository {
        @Override
        public String basePath() {
            return listed.basePath();
        }

        @Override
        public NavigableMap<Long, RepositoryVersion> list(UploadRule rule) throws RepositoryException {
            return listed.list(rule);
        }

        @Override
        public LocalVersion fetch(RepositoryVersion version, LongConsumer downloaded) throws InterruptedException {
            fetching.countDown();
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody counts down");
            } finally {
                interrupted.countDown();
            }
        }
    }
}
