package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files are kept as long as something that was loaded from them is open, and no longer. */
final class LocalFilesTest {
    private final LifecycleFixture at = new LifecycleFixture();

    @AfterEach
    void allAreLetGoOnce() {
        var _ = at.reconciler.stop();
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.repositories.held()).isZero();
        assertThat(at.repositories.letGo()).isLessThanOrEqualTo(at.repositories.fetches());
        assertThat(at.loader.live()).isZero();
    }

    private void serve() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        assertThat(at.repositories.held()).isEqualTo(1);
    }

    @Test
    void unload_callRuns_filesStayUntilItHasEnded() {
        serve();
        ServableHandle call = at.acquire(1);
        at.apply();
        at.threads.advance(Duration.ofMinutes(1));
        assertThat(at.repositories.held()).as("given up, and still open").isEqualTo(1);
        call.close();
        at.threads.settle();
        assertThat(at.repositories.held()).isZero();
    }

    @Test
    void unload_closingFails_filesAreLetGo() {
        serve();
        at.loader.failClose(new IllegalStateException("expected"));
        at.apply();
        assertThat(at.repositories.held()).isZero();
        at.loader.failClose(null);
    }

    @Test
    void otherContent_oldFilesGoWithTheOldServable() {
        serve();
        ServableHandle call = at.acquire(1);
        at.repositories.put("/m", 1, "b");
        at.apply(wants(1L));
        assertThat(at.repositories.held()).isEqualTo(2);
        call.close();
        at.threads.settle();
        assertThat(at.repositories.held()).isEqualTo(1);
    }

    @Test
    void sameContentOfAnotherRevision_isLetGoAtOnce() {
        serve();
        at.repositories.put("/m", 1, "a", "another revision");
        at.apply(wants(1L));
        assertThat(at.repositories.fetches()).isEqualTo(2);
        assertThat(at.repositories.held()).isEqualTo(1);
        assertThat(at.loader.loads()).hasSize(1);
        assertThat(at.downloads).as("what came counts, used or not").containsOnly(Map.entry("m", 2L));
    }

    @Test
    void loadFails_isLetGoAtOnce() {
        at.repositories.put("/m", 1, FakeLoader.CORRUPT);
        at.apply(wants(1L));
        assertThat(at.repositories.fetches()).isEqualTo(1);
        assertThat(at.repositories.held()).isZero();
        at.loader.fail(new OutOfMemoryError("native"));
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        assertThat(at.repositories.held()).isZero();
    }

    @Test
    void loadThatNobodyWantsAnyMore_isLetGo() {
        at.repositories.put("/m", 1, "a");
        at.loader.whileLoading(() -> {
            at.reconciler.apply(Catalogue.EMPTY);
            at.threads.write();
        });
        at.apply(wants(1L));
        assertThat(at.repositories.fetches()).isEqualTo(1);
        assertThat(at.repositories.held()).isZero();
    }

    @Test
    void stop_loadRuns_isLetGo() {
        at.repositories.put("/m", 1, "a");
        at.loader.whileLoading(() -> {
            var _ = at.reconciler.stop();
        });
        at.reconciler.apply(Catalogue.of(List.of(wants(1L))));
        at.threads.settle();
        assertThat(at.repositories.fetches()).isEqualTo(1);
        assertThat(at.repositories.held()).isZero();
    }
}
