package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.model;
import static io.algorithmselector.lifecycle.LifecycleFixture.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.Renewal;
import io.algorithmselector.catalog.Transition;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.Upload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The old one goes first, for there is no room for both. */
final class ResourcePreservingTest {
    private static final Renewal SPARING = new Renewal(null, null, Transition.RESOURCE_PRESERVING);
    private static final ModelConfig LATEST = renewed(VersionPolicy.DEFAULT, Map.of(), SPARING);

    private final LifecycleFixture at = new LifecycleFixture();

    @AfterEach
    void nothingWasClosedUnderACall() {
        assertThat(at.loader.violations()).isEmpty();
    }

    @Test
    void nextVersion_isLoadedWhenTheOldHasGone() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        ServableHandle call = at.acquire(1);
        at.repositories.put("/m", 2, "b");
        at.newEvents();
        at.loader.whileLoading(() -> assertThat(at.loader.live()).isZero());
        at.apply(LATEST);
        assertThat(at.statuses()).as("a call runs").isEqualTo("1=UNLOADING 2=START");
        call.close();
        at.threads.settle();
        assertThat(at.newEvents())
                .containsExactly("2=START", "1=UNLOADING", "1=END", "2=LOADING", "2=AVAILABLE", "2 loaded");
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void nextVersion_whileACallOfTheOldOverstays_waitsForTheDrainLimit() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        ServableHandle call = at.acquire(1);
        at.repositories.put("/m", 2, "b");
        at.apply(LATEST);
        at.threads.advance(LifecycleFixture.DRAIN.minusMillis(1));
        assertThat(at.loader.servables().getFirst().cancelled()).isFalse();
        at.threads.advance(LifecycleFixture.CANCEL.plusMillis(1));
        assertThat(at.statuses()).isEqualTo("1=END DEADLINE_EXCEEDED 2=AVAILABLE");
        call.close();
        at.threads.settle();
    }

    @Test
    void otherContentUnderTheSameNumber_unloadsThenLoads() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        at.repositories.put("/m", 1, "b");
        at.newEvents();
        at.loader.whileLoading(() -> assertThat(at.loader.live()).isZero());
        at.apply(LATEST);
        assertThat(at.newEvents()).containsExactly("1=UNLOADING", "1=START", "1=LOADING", "1=AVAILABLE", "1 loaded");
        assertThat(at.repositories.held()).isEqualTo(1);
    }

    @Test
    void nextVersion_whileOtherModelsLoad_theOldAnswersUntilThereIsRoom() {
        at.repositories.put("/m", 1, "a").put("/o", 1, "x").put("/o", 2, "y");
        at.apply(LATEST);
        ModelConfig others = model("o", new VersionPolicy.All(), Map.of(), null);
        at.reconciler.apply(Catalogue.of(List.of(LATEST, others)));
        at.threads.settleButLoads();
        assertThat(at.threads.waitingLoads()).as("as many as may run").isEqualTo(2);
        at.repositories.put("/m", 2, "b");
        at.reconciler.apply(Catalogue.of(List.of(LATEST, others)));
        at.threads.settleButLoads();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=START");
        at.threads.runLoad();
        assertThat(at.statuses()).isEqualTo("1=END 2=LOADING");
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("1=END 2=AVAILABLE");
    }

    @Test
    void filesThatCannotBeLookedAt_unloadNothing() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        at.newEvents();
        at.repositories.putUnreadable("/m", 1);
        at.apply(LATEST);
        assertThat(at.newEvents()).isEmpty();
        assertThat(at.loader.live()).isEqualTo(1);
        at.repositories.put("/m", 1, "b");
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.loader.loads()).hasSize(2);
    }

    @Test
    void otherContentOfTwo_oneAfterTheOther() {
        ModelConfig all = renewed(new VersionPolicy.All(), Map.of(), SPARING);
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(all);
        at.repositories.put("/m", 1, "c").put("/m", 2, "d");
        at.loader.whileLoading(() -> assertThat(at.loader.live()).isEqualTo(1));
        at.apply(all);
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=AVAILABLE");
        assertThat(at.loader.loads()).hasSize(4);
    }

    @Test
    void nothingToBeLoaded_theLastStays() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        ModelConfig third = renewed(VersionPolicy.DEFAULT, Map.of("stable", 3L), SPARING);
        at.repositories.delete("/m", 1);
        at.apply(third);
        assertThat(at.statuses()).as("3 is not there").isEqualTo("1=AVAILABLE 3=END NOT_FOUND");
        at.repositories.put("/m", 3, "c", new Upload.Incomplete("saved_model.pb"));
        at.apply(third);
        assertThat(at.statuses()).as("nor whole").isEqualTo("1=AVAILABLE 3=END UNAVAILABLE");
        at.repositories.put("/m", 3, "c");
        at.apply(third);
        assertThat(at.statuses()).isEqualTo("1=END 3=AVAILABLE");
    }

    @Test
    void newVersionFails_isTriedAgainWithPauses() {
        at.repositories.put("/m", 1, "a");
        at.apply(LATEST);
        at.repositories.put("/m", 2, "b").failFetch(Kind.NETWORK);
        at.apply(LATEST);
        assertThat(at.statuses()).isEqualTo("1=END 2=END UNAVAILABLE");
        at.repositories.failFetch(null);
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.statuses()).isEqualTo("1=END 2=AVAILABLE");
    }
}
