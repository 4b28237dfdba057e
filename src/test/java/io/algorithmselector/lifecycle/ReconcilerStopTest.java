package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.CANCEL;
import static io.algorithmselector.lifecycle.LifecycleFixture.DRAIN;
import static io.algorithmselector.lifecycle.LifecycleFixture.model;
import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static io.algorithmselector.lifecycle.VersionDrains.UNHURRIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.Upload;
import io.algorithmselector.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Draining at its limits, and the end of it all. */
final class ReconcilerStopTest {
    private static final ModelConfig LATEST = model("m", VersionPolicy.DEFAULT, Map.of(), null);

    private final LifecycleFixture at = new LifecycleFixture();

    @BeforeEach
    void twoVersionsServe() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b").put("/m", 3, "c");
        at.apply(wants(1L, 2L));
    }

    @AfterEach
    void nothingWasClosedUnderACall() {
        assertThat(at.loader.violations()).isEmpty();
    }

    private FakeServable servable(long version) {
        return at.loader.servables().stream()
                .filter(servable -> servable.toString().endsWith("/" + version))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void unload_callOverstays_isCancelledAndThenClosed() {
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(UNHURRIED.minusMillis(1));
        assertThat(servable(1).cancelled()).isFalse();
        at.threads.advance(CANCEL);
        assertThat(servable(1).cancelled()).isTrue();
        assertThat(servable(1).closed()).isFalse();
        assertThat(at.statuses()).isEqualTo("1=UNLOADING 2=AVAILABLE");
        handle.close();
        at.threads.settle();
        assertThat(servable(1).closed()).isTrue();
        at.threads.advance(CANCEL);
        assertThat(at.statuses()).as("closed after all").isEqualTo("1=END 2=AVAILABLE");
    }

    @Test
    void withdraw_turnsReadinessOffForGood_andWhatIsLoadedIsServedAsBefore() {
        List<Boolean> told = new ArrayList<>();
        try (ServingChanges.Subscription _ = at.reconciler.subscribe(() -> told.add(at.reconciler.ready()))) {
            at.reconciler.withdraw();
            at.threads.settle();
        }
        assertThat(told).containsExactly(false);
        assertThat(at.reconciler.phase()).isEqualTo(Phase.SERVING);
        at.acquire(1).close();
        at.apply(wants(2L, 3L));
        assertThat(at.statuses()).as("no swap begins").isEqualTo("1=AVAILABLE 2=AVAILABLE 3=START");
        assertThat(at.reconciler.ready()).isFalse();
    }

    @Test
    void stop_whileAVersionIsDrained_shortensThatToo() {
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(Duration.ofSeconds(1));
        var stopped = at.reconciler.stop(Duration.ofSeconds(2));
        at.threads.settle();
        at.threads.advance(Duration.ofSeconds(2).minusNanos(1));
        assertThat(servable(1).cancelled()).isFalse();
        at.threads.advance(Duration.ofNanos(1));
        assertThat(servable(1).cancelled()).isTrue();
        at.threads.advance(CANCEL.minusNanos(1));
        assertThat(stopped).isNotDone();
        at.threads.advance(Duration.ofNanos(1));
        assertThat(stopped).isDone();
        handle.close();
    }

    @Test
    void stop_whileAVersionIsDrained_givesItNoMoreTimeThanItHad() {
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(UNHURRIED.minusSeconds(1));
        var _ = at.reconciler.stop(DRAIN);
        at.threads.settle();
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(servable(1).cancelled()).isTrue();
        handle.close();
    }

    @Test
    void stop_whileACancelledVersionIsWaitedFor_waitsAsLongAsItWould() {
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(UNHURRIED.plusSeconds(1));
        var stopped = at.reconciler.stop(Duration.ZERO);
        at.threads.settle();
        at.threads.advance(CANCEL.minusSeconds(1));
        assertThat(stopped).isDone();
        handle.close();
    }

    @Test
    void stop_withoutTimeToDrain_cancelsAtOnce() {
        ServableHandle handle = at.acquire(1);
        var stopped = at.reconciler.stop(Duration.ZERO);
        at.threads.settle();
        at.threads.advance(Duration.ofNanos(1));
        assertThat(servable(1).cancelled()).isTrue();
        assertThat(stopped).isNotDone();
        handle.close();
        at.threads.settle();
        assertThat(stopped).isDone();
        assertThat(servable(1).closed()).isTrue();
    }

    @Test
    void unload_callEndsInTime_isNeverCancelled() {
        at.acquire(1).close();
        at.apply(wants(2L));
        at.threads.advance(UNHURRIED.plus(CANCEL));
        assertThat(servable(1).cancelled()).isFalse();
    }

    @Test
    void unload_callNeverEnds_isGivenUpAndNotClosed() {
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(UNHURRIED.plus(CANCEL));
        assertThat(at.statuses()).isEqualTo("1=END DEADLINE_EXCEEDED 2=AVAILABLE");
        assertThat(at.status(1).error())
                .isNotNull()
                .extracting(VersionStatus.Cause::message)
                .asString()
                .startsWith("1 calls still run 305000 ms after");
        assertThat(servable(1).closed()).isFalse();
        handle.close();
        at.threads.settle();
        assertThat(servable(1).closed()).as("when the call ends after all").isTrue();
    }

    @Test
    void unload_givenUpAndClosedLater_isTold() {
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(UNHURRIED.plus(CANCEL));
        try (CapturedLog log = CapturedLog.of("io.algorithmselector.lifecycle")) {
            handle.close();
            at.threads.settle();
            assertThat(log.lines()).containsExactly("INFO model=m version=1 released=true late=true");
        }
    }

    @Test
    void unload_givenUpAndClosingFailsLater_isTold() {
        at.loader.failClose(new IllegalStateException("native trouble"));
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(UNHURRIED.plus(CANCEL));
        try (CapturedLog log = CapturedLog.of("io.algorithmselector.lifecycle")) {
            handle.close();
            at.threads.settle();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN model=m version=1 released=false late=true code=INTERNAL")
                    .contains("native trouble");
        }
    }

    @Test
    void load_modelLeavesTheCatalogueBeforeItBegins_isNotDone() {
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L, 3L))));
        at.threads.settleButLoads();
        at.reconciler.apply(Catalogue.EMPTY);
        at.threads.settleButLoads();
        at.threads.runLoad();
        assertThat(at.loader.loads()).hasSize(2);
        assertThat(at.loader.live()).isZero();
        assertThat(at.newEvents()).contains("3=LOADING", "3=END");
    }

    @Test
    void load_versionNoLongerWanted_isNotDoneAndNoFailure() {
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L, 3L))));
        at.threads.settleButLoads();
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L))));
        at.threads.settleButLoads();
        at.threads.runLoad();
        assertThat(at.loader.loads()).hasSize(2);
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=AVAILABLE 3=END");
    }

    @Test
    void load_wantedAgainBeforeItEnds_isLoadedAfterAll() {
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L, 3L))));
        at.threads.settleButLoads();
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L))));
        at.threads.settleButLoads();
        at.apply(wants(1L, 2L, 3L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=AVAILABLE 3=AVAILABLE");
        assertThat(at.loader.live()).isEqualTo(3);
    }

    @Test
    void reload_versionNoLongerWanted_isNotDoneAndTheOldGoes() {
        at.repositories.put("/m", 1, "other");
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L))));
        at.threads.settleButLoads();
        at.apply(wants(2L));
        assertThat(at.loader.loads()).hasSize(2);
        assertThat(at.statuses()).isEqualTo("1=END 2=AVAILABLE");
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void unload_givenUp_doesNotKeepItFromBeingLoadedAgain() {
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(UNHURRIED.plus(CANCEL));
        at.apply(wants(1L, 2L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=AVAILABLE");
        at.acquire(1).close();
        handle.close();
        at.threads.settle();
        assertThat(at.loader.live()).isEqualTo(2);
    }

    @Test
    void unload_wantedAgainWhileACallRuns_waitsNoLongerThanTheDrainLimit() {
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.threads.advance(Duration.ofMinutes(1));
        at.apply(wants(1L, 2L));
        at.threads.advance(DRAIN.minusMillis(1));
        at.apply(wants(1L, 2L));
        assertThat(servable(1).cancelled()).isFalse();
        at.threads.advance(Duration.ofMillis(1));
        assertThat(servable(1).cancelled()).isTrue();
        handle.close();
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=AVAILABLE");
    }

    @Test
    void replace_callRuns_isNotCancelledForMinutes() {
        ServableHandle handle = at.acquire(1);
        at.repositories.put("/m", 1, "other");
        at.apply(wants(1L, 2L));
        assertThat(at.loader.loads()).hasSize(3);
        at.threads.advance(UNHURRIED.minusMillis(1));
        assertThat(servable(1).cancelled()).isFalse();
        at.threads.advance(Duration.ofMillis(1));
        assertThat(servable(1).cancelled()).isTrue();
        handle.close();
    }

    @Test
    void unload_closeFails_showsWhy() {
        at.loader.failClose(new IllegalStateException("native trouble"));
        at.apply(wants(2L));
        assertThat(at.statuses()).isEqualTo("1=END INTERNAL 2=AVAILABLE");
        assertThat(at.status(1).error())
                .isNotNull()
                .extracting(VersionStatus.Cause::message)
                .asString()
                .isEqualTo("closing it failed: java.lang.IllegalStateException: native trouble");
    }

    @Test
    void stop_idle_unloadsEverythingAndTurnsReadinessOff() {
        CompletableFuture<?> stopped = at.reconciler.stop();
        at.threads.settle();
        assertThat(stopped).isCompleted();
        assertThat(at.loader.live()).isZero();
        assertThat(at.reconciler.ready()).isFalse();
        assertThat(at.statuses())
                .as("still known, so that nobody is told of an unknown model")
                .isEqualTo("1=END 2=END");
    }

    @Test
    void stop_whileTheNewestIsUploadedAnew_drainsItAndEnds() {
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("1=END 2=END 3=AVAILABLE");
        at.threads.advance(LifecycleFixture.FORGET);
        assertThat(at.statuses()).as("the others are forgotten").isEqualTo("3=AVAILABLE");
        for (Upload upload : List.of(new Upload.Settling(Duration.ofSeconds(3)), new Upload.Incomplete("x"))) {
            at.repositories.put("/m", 3, "new", upload);
            at.apply(LATEST);
        }
        ServableHandle call = at.acquire(3);
        CompletableFuture<?> stopped = at.reconciler.stop();
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("3=UNLOADING");
        assertThat(at.m().wanted()).as("2 lies there, and is not to be loaded").containsExactly(3L);
        assertThat(at.m().settled()).isFalse();
        call.close();
        at.threads.settle();
        assertThat(stopped).isCompleted();
        assertThat(at.loader.live()).isZero();
        assertThat(at.statuses()).isEqualTo("3=END");
        assertThat(at.m().settled()).as("nothing comes of what is wanted").isFalse();
    }

    @Test
    void stop_oneUnloadThrows_theOthersAreDrainedAllTheSame() {
        at.threads.failNextTimer(new OutOfMemoryError("expected in the log of this test"));
        CompletableFuture<?> stopped = at.reconciler.stop();
        at.threads.settle();
        assertThat(stopped).isCompleted();
        assertThat(at.loader.live()).isZero();
    }

    @Test
    void stop_callsRun_drainsAllAtOnce() {
        ServableHandle first = at.acquire(1);
        ServableHandle second = at.acquire(2);
        CompletableFuture<?> stopped = at.reconciler.stop();
        at.threads.settle();
        assertThat(at.reconciler.ready()).isFalse();
        assertThat(at.statuses()).isEqualTo("1=UNLOADING 2=UNLOADING");
        first.close();
        at.threads.settle();
        assertThat(stopped).isNotDone();
        second.close();
        at.threads.settle();
        assertThat(stopped).isCompleted();
    }

    @Test
    void stop_callNeverEnds_endsAllTheSame() {
        ServableHandle handle = at.acquire(1);
        CompletableFuture<?> stopped = at.reconciler.stop();
        at.threads.advance(DRAIN.plus(CANCEL));
        assertThat(stopped).isCompleted();
        assertThat(servable(1).closed()).isFalse();
        assertThat(servable(2).closed()).isTrue();
        handle.close();
    }

    @Test
    void stop_loadHasNotBegun_isDropped() {
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L, 3L))));
        at.threads.settleButLoads();
        CompletableFuture<?> stopped = at.reconciler.stop();
        at.threads.settle();
        assertThat(stopped).isCompleted();
        assertThat(at.loader.loads()).hasSize(2);
        assertThat(at.loader.live()).isZero();
        assertThat(at.statuses()).isEqualTo("1=END 2=END 3=END CANCELLED");
    }

    @Test
    void stop_loadEndsAfterwards_isClosedUnseen() {
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L, 3L))));
        at.threads.settleButLoads();
        CompletableFuture<?> stopped = at.reconciler.stop();
        at.threads.runLoad();
        assertThat(at.loader.loads()).hasSize(3);
        assertThat(stopped).isCompleted();
        assertThat(at.loader.live()).isZero();
        assertThat(at.events).doesNotContain("3=AVAILABLE");
    }

    @Test
    void stop_reloadEndsAfterwards_isClosedUnseen() {
        at.repositories.put("/m", 1, "other");
        at.reconciler.apply(Catalogue.of(List.of(wants(1L, 2L))));
        at.threads.settleButLoads();
        CompletableFuture<?> stopped = at.reconciler.stop();
        at.threads.runLoad();
        at.threads.settle();
        assertThat(stopped).isCompleted();
        assertThat(at.loader.live()).isZero();
        assertThat(at.statuses()).isEqualTo("1=END 2=END");
    }

    @Test
    void stop_catalogueAppliedAfterwards_isIgnored() {
        var _ = at.reconciler.stop();
        at.apply(wants(3L));
        assertThat(at.loader.live()).isZero();
        assertThat(at.reconciler.ready()).isFalse();
    }

    @Test
    void stop_retryDueAfterwards_doesNothing() {
        at.repositories.failFetch(Kind.NETWORK);
        at.apply(wants(1L, 2L, 3L));
        var _ = at.reconciler.stop();
        int before = at.repositories.fetches();
        at.threads.advance(DRAIN);
        assertThat(at.repositories.fetches()).isEqualTo(before);
        assertThat(at.loader.live()).isZero();
    }

    @Test
    void close_afterStop_endsTheThreads() {
        var _ = at.reconciler.stop();
        at.threads.settle();
        at.reconciler.close();
        assertThat(at.threads.write(() -> {})).isFalse();
        at.reconciler.close();
    }
}
