package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.model;
import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.VersionId;
import io.algorithmselector.repository.RepositoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a change of the desired state has come to its end, and what it touches. */
final class SettledTest {
    private static final ModelConfig ALL = model("m", new VersionPolicy.All(), Map.of(), null);
    private static final ModelConfig OTHER = model("o", new VersionPolicy.All(), Map.of(), null);

    private final LifecycleFixture at = new LifecycleFixture();

    private long applyAfresh(Set<String> afresh, ModelConfig... models) {
        return at.reconciler.apply(Catalogue.of(List.of(models)), afresh);
    }

    @Test
    void generation_showsOnceTheChangeIsShown() {
        long first = at.reconciler.apply(Catalogue.EMPTY);
        assertThat(at.reconciler.generation()).isZero();
        at.threads.settle();
        assertThat(at.reconciler.generation()).isEqualTo(first);

        long second = at.reconciler.apply(Catalogue.EMPTY);
        long third = applyAfresh(Set.of());
        assertThat(List.of(second, third)).isSorted().doesNotHaveDuplicates();
        at.threads.write();
        assertThat(at.reconciler.generation()).isEqualTo(third);
    }

    @Test
    void settled_onlyOnceListedAndLoaded() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.reconciler.apply(Catalogue.of(List.of(ALL)));
        at.threads.write();
        assertThat(at.m().settled()).as("not listed").isFalse();
        at.threads.settleButLoads();
        assertThat(at.m().wanted()).containsExactly(1L, 2L);
        assertThat(at.m().settled()).as("two loads to go").isFalse();
        at.threads.runLoad();
        assertThat(at.m().settled()).as("one load to go").isFalse();
        at.threads.runLoad();
        assertThat(at.m().settled()).isTrue();
    }

    @Test
    void settled_loadFailed_andNotAnyMoreOnceItIsTriedAgain() {
        at.repositories.put("/m", 1, "a").failFetch(RepositoryException.Kind.NETWORK);
        at.apply(ALL);
        assertThat(at.statuses()).isEqualTo("1=END UNAVAILABLE");
        assertThat(at.m().settled()).isTrue();

        applyAfresh(Set.of("m"), ALL);
        at.threads.settleButLoads();
        assertThat(at.statuses()).startsWith("1=LOADING");
        assertThat(at.m().settled()).isFalse();
    }

    @Test
    void settled_versionThatIsNotThere_orRepositoryThatIsNot() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L, 7L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 7=END NOT_FOUND");
        assertThat(at.m().settled()).isTrue();

        at.repositories.failListing(RepositoryException.Kind.ACCESS);
        at.apply(new ModelConfig("m", "/elsewhere", ALL.versions(), ALL.labels(), null, ALL.engine()));
        assertThat(at.m().repositoryError()).isNotNull();
        assertThat(at.m().settled()).isTrue();
    }

    @Test
    void settled_filesChangedUnderway_notBeforeTheListingThatFollowsAtOnce() {
        at.repositories.put("/m", 1, "a");
        at.reconciler.apply(Catalogue.of(List.of(ALL)));
        at.threads.settleButLoads();
        at.repositories.put("/m", 1, "b");
        List<Boolean> seen = new ArrayList<>();
        try (ServingChanges.Subscription _ =
                at.reconciler.subscribe(() -> seen.add(at.m().settled()))) {
            at.threads.settle();
        }
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(seen).endsWith(true);
        assertThat(seen.indexOf(true)).as("never settled before the end").isEqualTo(seen.size() - 2);
    }

    @Test
    void settled_listingThatBeganBefore_doesNotCount() {
        at.repositories.put("/m", 1, "a");
        at.apply(ALL);
        at.reconciler.apply(Catalogue.of(List.of(ALL)));
        at.threads.write(); // a listing is under way
        at.reconciler.apply(Catalogue.of(List.of(ALL)));
        at.threads.write();
        at.repositories.put("/m", 2, "b");
        at.threads.runList();
        at.threads.write();
        assertThat(at.m().settled()).isFalse();
        at.threads.settle();
        assertThat(at.m().settled()).isTrue();
        assertThat(at.m().available()).containsExactly(1L, 2L);
    }

    @Test
    void apply_namedModelsOnly_leavesTheOthersAlone() {
        at.repositories.put("/m", 1, "a").put("/o", 1, "a");
        at.apply(ALL, OTHER);
        int listings = at.repositories.listings();

        applyAfresh(Set.of("m"), ALL, OTHER);
        at.threads.settle();
        assertThat(at.repositories.listings()).isEqualTo(listings + 1);

        applyAfresh(Set.of(), wants(1L), OTHER);
        at.threads.settle();
        assertThat(at.repositories.listings()).as("another configuration").isEqualTo(listings + 2);
    }

    @Test
    void apply_namedModel_isTriedAgainAtOnce_althoughNothingHasChanged() {
        at.repositories.put("/m", 1, FakeLoader.CORRUPT);
        at.apply(ALL);
        at.apply(ALL);
        assertThat(at.loader.loads()).as("as the catalogue has it").hasSize(1);

        applyAfresh(Set.of("m"), ALL);
        at.threads.settle();
        assertThat(at.loader.loads()).containsExactly(new VersionId("m", 1), new VersionId("m", 1));
    }
}
