package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.model;
import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.EngineOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From one catalogue to the next, with everything going well. */
final class ReconcilerTest {
    private final LifecycleFixture at = new LifecycleFixture();

    @AfterEach
    void nothingWasClosedUnderACall() {
        assertThat(at.loader.violations()).isEmpty();
        assertThat(at.events).noneMatch(event -> event.contains("TOO"));
    }

    @Test
    void apply_firstCatalogue_loadsWhatIsWanted() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b").put("/m", 3, "c");
        at.apply(model("m", new VersionPolicy.Latest(2), Map.of(), null));
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE 3=AVAILABLE");
        assertThat(at.m().available()).containsExactly(2L, 3L);
        assertThat(at.m().states()).containsEntry(2L, "AVAILABLE");
        assertThat(at.reconciler.ready()).isTrue();
    }

    @Test
    void apply_notRunYet_doesNotBlockAndShowsNothing() {
        at.reconciler.apply(Catalogue.of(List.of(wants(1L))));
        assertThat(at.reconciler.models()).isEmpty();
        assertThat(at.reconciler.model("m")).isNull();
        assertThat(at.reconciler.ready()).isFalse();
    }

    @Test
    void events_firstLoad_inTheirOrder() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        assertThat(at.newEvents()).containsExactly("1=START", "1=LOADING", "1=AVAILABLE", "1 loaded");
    }

    @Test
    void models_several_areInTheOrderOfTheirNames() {
        at.apply(model("z", VersionPolicy.DEFAULT, Map.of(), null), model("a", VersionPolicy.DEFAULT, Map.of(), null));
        assertThat(at.reconciler.models().sequencedKeySet()).containsExactly("a", "z");
    }

    @Test
    void load_moreThanThreads_waitForRoom() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b").put("/m", 3, "c").put("/n", 1, "d");
        at.reconciler.apply(Catalogue.of(List.of(
                model("m", new VersionPolicy.All(), Map.of(), null),
                model("n", new VersionPolicy.All(), Map.of(), null))));
        at.threads.settleButLoads();
        assertThat(at.threads.waitingLoads()).isEqualTo(2);
        assertThat(at.statuses()).isEqualTo("1=START 2=LOADING 3=LOADING");
        at.threads.runLoad();
        assertThat(at.threads.waitingLoads()).isEqualTo(2);
        assertThat(at.statuses()).as("serving goes on while others load").isEqualTo("1=LOADING 2=LOADING 3=AVAILABLE");
        at.threads.runLoad();
        assertThat(at.reconciler.ready()).isFalse();
        at.threads.settle();
        assertThat(at.loader.live()).isEqualTo(4);
        assertThat(at.reconciler.ready()).isTrue();
    }

    @Test
    void apply_nextVersion_oldAnswersUntilNewIsAvailable() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        at.repositories.put("/m", 2, "b");
        at.newEvents();
        at.reconciler.apply(Catalogue.of(List.of(wants(2L))));
        at.threads.settleButLoads();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=LOADING");
        at.acquire(1).close();
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("1=END 2=AVAILABLE");
        assertThat(at.newEvents())
                .containsExactly("2=START", "2=LOADING", "2=AVAILABLE", "2 loaded", "1=UNLOADING", "1=END");
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void unload_callRuns_waitsForIt() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(wants(1L, 2L));
        ServingModel before = at.m();
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        assertThat(at.statuses()).isEqualTo("1=UNLOADING 2=AVAILABLE");
        assertThat(before.acquire(1)).as("a snapshot of before admits nobody").isNull();
        assertThat(at.m().acquire(1)).isNull();
        assertThat(at.loader.live()).isEqualTo(2);
        handle.close();
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("1=END 2=AVAILABLE");
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void apply_wantedAgainWhileUnloading_isLoadedAfterwards() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(wants(1L, 2L));
        ServableHandle handle = at.acquire(1);
        at.apply(wants(2L));
        at.apply(wants(1L, 2L));
        assertThat(at.statuses()).isEqualTo("1=UNLOADING 2=AVAILABLE");
        handle.close();
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=AVAILABLE");
    }

    @Test
    void apply_labelMoves_oldTargetAnswersUntilNewIsAvailable() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b").put("/m", 3, "c");
        at.apply(model("m", VersionPolicy.DEFAULT, Map.of("stable", 1L), null));
        assertThat(at.m().answering()).containsExactly(Map.entry("stable", 1L));
        at.reconciler.apply(Catalogue.of(List.of(model("m", VersionPolicy.DEFAULT, Map.of("stable", 2L), null))));
        at.threads.settleButLoads();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=LOADING 3=AVAILABLE");
        assertThat(at.m().labels()).containsExactly(Map.entry("stable", 2L));
        assertThat(at.m().answering()).containsExactly(Map.entry("stable", 1L));
        at.threads.settle();
        assertThat(at.m().answering()).containsExactly(Map.entry("stable", 2L));
        assertThat(at.statuses()).isEqualTo("1=END 2=AVAILABLE 3=AVAILABLE");
    }

    @Test
    void apply_modelTakenOut_isGoneAtOnceAndDrained() {
        at.repositories.put("/m", 1, "a").put("/n", 1, "b");
        at.apply(wants(1L), model("n", VersionPolicy.DEFAULT, Map.of(), null));
        ServableHandle handle = at.acquire(1);
        at.apply(model("n", VersionPolicy.DEFAULT, Map.of(), null));
        assertThat(at.reconciler.models()).containsOnlyKeys("n");
        assertThat(at.loader.live()).isEqualTo(2);
        handle.close();
        at.threads.settle();
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void apply_emptyCatalogue_unloadsAllAndStaysReady() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        at.apply();
        assertThat(at.loader.live()).isZero();
        assertThat(at.reconciler.ready()).isTrue();
    }

    @Test
    void apply_modelComesBackWhileUnloading_isLoadedAgain() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        ServableHandle handle = at.acquire(1);
        at.apply();
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=UNLOADING");
        handle.close();
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void apply_modelTakenOutWhileTheEngineLoadsIt_isClosedUnseen() {
        at.repositories.put("/m", 1, "a");
        at.loader.whileLoading(() -> {
            at.reconciler.apply(Catalogue.EMPTY);
            at.threads.write();
            assertThat(Thread.interrupted())
                    .as("an engine that does not heed it")
                    .isTrue();
        });
        at.apply(wants(1L));
        assertThat(at.reconciler.models()).isEmpty();
        assertThat(at.newEvents()).doesNotContain("1=AVAILABLE").endsWith("1=END");
        assertThat(at.loader.live()).isZero();
        assertThat(at.loader.loads()).hasSize(1);
    }

    @Test
    void apply_contentChanged_oldAnswersUntilNewIsLoaded() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        at.newEvents();
        at.repositories.put("/m", 1, "b");
        at.reconciler.apply(Catalogue.of(List.of(wants(1L))));
        at.threads.settleButLoads();
        ServableHandle old = at.acquire(1);
        at.threads.settle();
        ServableHandle fresh = at.acquire(1);
        assertThat(old.servable()).isSameAs(at.loader.servables().get(0));
        assertThat(fresh.servable()).isSameAs(at.loader.servables().get(1));
        assertThat(at.loader.live()).isEqualTo(2);
        old.close();
        at.threads.settle();
        assertThat(at.loader.live()).isEqualTo(1);
        assertThat(at.newEvents()).as("it was available all the time").containsExactly("1 loaded");
        fresh.close();
    }

    @Test
    void apply_sameBytesUploadedAgain_areNotLoadedAgain() {
        at.repositories.put("/m", 1, "a", "etag-1");
        at.apply(wants(1L));
        at.repositories.put("/m", 1, "a", "etag-2");
        at.apply(wants(1L));
        at.apply(wants(1L));
        assertThat(at.repositories.fetches()).isEqualTo(2);
        assertThat(at.loader.loads()).hasSize(1);
    }

    @Test
    void apply_otherEngineOptions_loadsAfresh() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        EngineOptions options = new EngineOptions(EngineOptions.DEFAULT.execution(), OptionalInt.of(2));
        at.apply(new ModelConfig("m", "/m", VersionPolicy.DEFAULT, new TreeMap<>(), null, options));
        assertThat(at.loader.loads()).hasSize(2);
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void apply_otherBasePath_takesTheVersionsThere() {
        at.repositories.put("/m", 1, "a").put("/other", 1, "b");
        at.apply(wants(1L));
        at.apply(new ModelConfig("m", "/other", VersionPolicy.DEFAULT, new TreeMap<>(), null, EngineOptions.DEFAULT));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.loader.loads()).hasSize(2);
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void forget_versionEndedUnwanted_afterAWhile() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(wants(1L));
        at.apply(wants(2L));
        at.newEvents();
        at.threads.advance(LifecycleFixture.FORGET.minusSeconds(1));
        assertThat(at.statuses()).isEqualTo("1=END 2=AVAILABLE");
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE");
        assertThat(at.newEvents()).containsExactly("1 forgotten");
    }

    @Test
    void forget_versionWantedAgainInTime_stays() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(wants(1L));
        at.apply(wants(2L));
        at.threads.advance(LifecycleFixture.FORGET.minusSeconds(1));
        at.apply(wants(1L));
        at.apply(wants(2L));
        at.threads.advance(Duration.ofSeconds(2));
        assertThat(at.statuses()).as("the time begins anew").isEqualTo("1=END 2=AVAILABLE");
        at.threads.advance(LifecycleFixture.FORGET);
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE");
    }

    @Test
    void forget_modelTakenOut_versionsToo() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        at.apply();
        at.newEvents();
        at.threads.advance(LifecycleFixture.FORGET);
        assertThat(at.newEvents()).containsExactly("1 forgotten");
        at.apply(wants(1L));
        assertThat(at.newEvents()).containsExactly("1=START", "1=LOADING", "1=AVAILABLE", "1 loaded");
    }
}
