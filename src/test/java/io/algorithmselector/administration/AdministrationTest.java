package io.algorithmselector.administration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.lifecycle.Backoff;
import io.algorithmselector.lifecycle.FakeLoader;
import io.algorithmselector.lifecycle.FakeRepositories;
import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.lifecycle.LifecycleSettings;
import io.algorithmselector.lifecycle.Polling;
import io.algorithmselector.lifecycle.Reconciler;
import io.algorithmselector.lifecycle.ServableHandle;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.repository.RepositoryException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests to change what is served, on a real reconciler with fakes around it; models {@code m} and {@code o} in the catalogue. */
final class AdministrationTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    /** Nothing is tried again by itself within a test. */
    private static final LifecycleSettings LIFECYCLE = new LifecycleSettings(
            2,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            new Backoff(LONG, LONG, 0),
            new Polling(Duration.ZERO, Duration.ZERO, 0),
            LONG);

    private static final ModelConfig M = model("m", "/m", new VersionPolicy.Latest(1));
    private static final ModelConfig O = model("o", "/o", new VersionPolicy.Latest(1));

    private final FakeRepositories repositories = new FakeRepositories();
    private final FakeLoader loader = new FakeLoader();
    private final Reconciler reconciler = Reconciler.start(repositories, loader, new LifecycleListener() {}, LIFECYCLE);
    private final Administration administration = with(true);

    private Administration with(boolean enabled) {
        return new Administration(
                reconciler, new AdministrationSettings(enabled, List.of("/allowed", "s3://b/allowed"), LONG));
    }

    @AfterEach
    void everythingIsUnloadedInTheEnd() {
        reconciler.close();
        assertThat(loader.live()).isZero();
        assertThat(loader.violations()).isEmpty();
    }

    private static ModelConfig model(String name, String basePath, VersionPolicy policy) {
        return new ModelConfig(name, basePath, policy, new TreeMap<>(), null, EngineOptions.DEFAULT);
    }

    private static ModelConfig specific(String name, Long... versions) {
        return model(name, "/" + name, new VersionPolicy.Specific(new TreeSet<>(Set.of(versions))));
    }

    /** The catalogue, and what it says loaded. */
    private void catalogue(ModelConfig... models) throws Exception {
        administration.catalogueChanged(Catalogue.of(List.of(models)));
        for (ModelConfig model : models) {
            Settling.await(reconciler, reconciler, 1, List.of(model.name()), Duration.ofSeconds(10));
        }
    }

    private static void get(CompletionStage<@Nullable Void> asked) throws Exception {
        asked.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Failure failure(CompletionStage<@Nullable Void> asked) {
        ExecutionException thrown = catchThrowableOfType(ExecutionException.class, () -> get(asked));
        assertThat(thrown).hasCauseInstanceOf(ServingException.class);
        return ((ServingException) requireNonNull(thrown.getCause())).failure();
    }

    private Set<Long> available(String model) {
        return requireNonNull(reconciler.model(model)).available();
    }

    private List<String> index() {
        return administration.index(false).stream()
                .map(row -> row.model() + "/" + row.version() + " " + row.state()
                        + (row.reason().isEmpty() ? "" : ": " + row.reason()))
                .toList();
    }

    @Test
    void notEnabled_everyChangeIsRefused_andTheIndexIsShown() throws Exception {
        repositories.put("/m", 1, "a");
        Administration disabled = with(false);
        disabled.catalogueChanged(Catalogue.of(List.of(M)));
        assertThat(failure(disabled.load("m", null))).isInstanceOf(Failure.PermissionDenied.class);
        assertThat(failure(disabled.load("unknown", null))).isInstanceOf(Failure.PermissionDenied.class);
        assertThat(failure(disabled.unload("m"))).isInstanceOf(Failure.PermissionDenied.class);
        assertThat(failure(disabled.reload(List.of(), null)))
                .isInstanceOf(Failure.PermissionDenied.class)
                .extracting(Failure::message)
                .asString()
                .contains("selector.admin.enabled");
        assertThat(reconciler.generation())
                .as("nothing but the catalogue was applied")
                .isLessThanOrEqualTo(1);
        assertThat(disabled.index(false)).extracting(IndexRow::model).containsExactly("m");
    }

    @Test
    void noCatalogueYet_isUnavailable() {
        Failure expected = new Failure.Unavailable("no catalogue has been read yet");
        assertThat(failure(administration.load("m", null))).isEqualTo(expected);
        assertThat(failure(administration.unload("m"))).isEqualTo(expected);
        assertThat(failure(administration.reload(List.of(), null))).isEqualTo(expected);
        assertThat(administration.index(false)).isEmpty();
    }

    @Test
    void unknownModel_isRefusedByName() throws Exception {
        repositories.put("/m", 1, "a");
        catalogue(M);
        assertThat(failure(administration.load("x", null))).isEqualTo(new Failure.ModelNotFound("x"));
        assertThat(failure(administration.unload("x"))).isEqualTo(new Failure.ModelNotFound("x"));
        assertThat(reconciler.models().keySet()).containsExactly("m");
    }

    @Test
    void unload_model_leavesTheOthersAlone_andIsShownAsUnloaded() throws Exception {
        repositories.put("/m", 1, "a").put("/o", 3, "b");
        catalogue(M, O);
        get(administration.unload("m"));
        assertThat(reconciler.model("m")).isNull();
        assertThat(available("o")).containsExactly(3L);
        assertThat(index()).containsExactly("m/1 UNAVAILABLE: unloaded", "o/3 READY");
        assertThat(administration.index(true)).extracting(IndexRow::model).containsExactly("o");
        get(administration.unload("m"));
    }

    @Test
    void unload_whileRequestsRun_doesNotWaitForThem() throws Exception {
        repositories.put("/m", 1, "a");
        catalogue(M);
        try (ServableHandle running =
                requireNonNull(requireNonNull(reconciler.model("m")).acquire(1))) {
            get(administration.unload("m"));
            assertThat(loader.live()).isEqualTo(1);
            assertThat(running.id().number()).isEqualTo(1);
        }
    }

    @Test
    void load_unloadedModel_endsWhenItIsAvailable() throws Exception {
        repositories.put("/m", 1, "a");
        catalogue(M);
        get(administration.unload("m"));
        get(administration.load("m", null));
        assertThat(available("m")).containsExactly(1L);
        assertThat(index()).containsExactly("m/1 READY");
    }

    @Test
    void load_loadedModel_takesInWhatLiesThereNow_andListsNoOther() throws Exception {
        repositories.put("/m", 1, "a").put("/o", 1, "a");
        catalogue(M, O);
        repositories.put("/m", 2, "b").put("/o", 2, "b");
        get(administration.load("m", null));
        assertThat(available("m")).contains(2L);
        assertThat(available("o")).containsExactly(1L);
    }

    @Test
    void load_versionThatFails_saysWhichAndWhy() throws Exception {
        repositories.put("/m", 1, "a");
        catalogue(M);
        repositories.put("/m", 2, FakeLoader.CORRUPT);
        assertThat(failure(administration.load("m", null)))
                .isEqualTo(new Failure.EngineFailed(
                        ErrorCode.INVALID_ARGUMENT,
                        "failed to load m: version 2 is END: /cache/corrupt is no SavedModel"));
        assertThat(available("m")).as("the one before goes on answering").containsExactly(1L);
    }

    @Test
    void load_afterAFailure_triesAgainAtOnce() throws Exception {
        repositories.put("/m", 1, "a").failFetch(RepositoryException.Kind.LOCAL);
        catalogue(M);
        assertThat(available("m")).isEmpty();
        repositories.failFetch(null);
        get(administration.load("m", null));
        assertThat(available("m")).containsExactly(1L);
    }

    @Test
    void load_repositoryCannotBeListed_saysWhy_althoughWhatWasLoadedAnswers() throws Exception {
        repositories.put("/m", 1, "a");
        catalogue(M);
        repositories.failListing(RepositoryException.Kind.ACCESS);
        assertThat(failure(administration.load("m", null)))
                .isEqualTo(new Failure.EngineFailed(ErrorCode.PERMISSION_DENIED, "failed to load m: list /m: ACCESS"));
    }

    @Test
    void load_emptyRepository_saysSo() throws Exception {
        repositories.put("/m", 1, "a").delete("/m", 1);
        catalogue(M);
        assertThat(failure(administration.load("m", null)))
                .isEqualTo(new Failure.EngineFailed(
                        ErrorCode.NOT_FOUND, "failed to load m: there is no version in its base path"));
        assertThat(index()).containsExactly("m/ UNAVAILABLE: there is no version in its base path");
    }

    /** The catalogue, whose model {@code m} is being loaded and does not get on until it is released. */
    private CountDownLatch loadingOfM() throws InterruptedException {
        repositories.put("/m", 1, "a");
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        loader.whileLoading(() -> {
            loading.countDown();
            await(release);
        });
        administration.catalogueChanged(Catalogue.of(List.of(M)));
        assertThat(loading.await(10, TimeUnit.SECONDS)).isTrue();
        return release;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the lifecycle has heard of so many changes of the desired state, the catalogue's included. */
    private void changes(long count) throws Exception {
        Settling.await(reconciler, reconciler, count, List.of(), Duration.ofSeconds(10));
    }

    @Test
    void load_longerThanTheCallerWaits_saysSo_andGoesOn() throws Exception {
        CountDownLatch release = loadingOfM();
        assertThat(failure(administration.load("m", Duration.ofMillis(50))))
                .isInstanceOf(Failure.DeadlineExceeded.class)
                .extracting(Failure::message)
                .asString()
                .contains("[m]", "50 ms");
        assertThat(index()).containsExactly("m/1 LOADING");
        CompletionStage<@Nullable Void> second = administration.load("m", null);
        release.countDown();
        get(second);
        assertThat(available("m")).containsExactly(1L);
    }

    @Test
    void load_modelLeavesMeanwhile_saysSo() throws Exception {
        CountDownLatch release = loadingOfM();
        CompletionStage<@Nullable Void> load = administration.load("m", null);
        changes(2);
        get(administration.unload("m"));
        release.countDown();
        assertThat(failure(load))
                .isEqualTo(new Failure.EngineFailed(
                        ErrorCode.ABORTED, "failed to load m: it was unloaded while it was being loaded"));
    }

    @Test
    void load_serverStops_isUnavailable() throws Exception {
        CountDownLatch release = loadingOfM();
        CompletionStage<@Nullable Void> load = administration.load("m", null);
        changes(2);
        Thread stopping = Thread.ofVirtual().start(reconciler::close);
        assertThat(failure(load)).isEqualTo(new Failure.Unavailable("the server is stopping"));
        release.countDown();
        stopping.join();
    }

    @Test
    void reload_listReplacesAll() throws Exception {
        repositories.put("/m", 1, "a").put("/m", 2, "b").put("/o", 1, "a").put("/allowed/new", 1, "a");
        catalogue(M, O);
        ModelConfig added = model("new", "/allowed/new", new VersionPolicy.All());
        get(administration.reload(List.of(specific("m", 1L, 2L), added), null));
        assertThat(reconciler.models().keySet()).containsExactly("m", "new");
        assertThat(available("m")).containsExactly(1L, 2L);
        assertThat(index()).containsExactly("m/1 READY", "m/2 READY", "new/1 READY", "o/ UNAVAILABLE: unloaded");
    }

    @Test
    void reload_emptyList_unloadsAll_andModelsOfTheCatalogueCanBeLoadedAgain() throws Exception {
        repositories.put("/m", 1, "a").put("/m", 2, "b");
        catalogue(M);
        get(administration.reload(List.of(specific("m", 1L)), null));
        get(administration.reload(List.of(), null));
        assertThat(reconciler.models()).isEmpty();
        get(administration.load("m", null));
        assertThat(available("m")).as("as the catalogue has it").containsExactly(2L);
    }

    @Test
    void reload_modelItAdded_canBeUnloadedAndLoadedByName_untilTheCatalogueChanges() throws Exception {
        repositories.put("/m", 1, "a").put("/allowed/new", 1, "a");
        catalogue(M);
        get(administration.reload(List.of(model("new", "/allowed/new", new VersionPolicy.All())), null));
        get(administration.unload("new"));
        get(administration.load("new", null));
        assertThat(available("new")).containsExactly(1L);

        administration.catalogueChanged(Catalogue.of(List.of(M)));
        assertThat(failure(administration.load("new", null))).isEqualTo(new Failure.ModelNotFound("new"));
    }

    @Test
    void reload_labels_areWantedAndAnswer() throws Exception {
        repositories.put("/m", 1, "a").put("/m", 2, "b");
        catalogue(M);
        ModelConfig labelled = new ModelConfig(
                "m",
                "/m",
                M.versions(),
                new TreeMap<>(Map.of("stable", 1L, "canary", 2L)),
                null,
                EngineOptions.DEFAULT);
        get(administration.reload(List.of(labelled), null));
        assertThat(requireNonNull(reconciler.model("m")).answering())
                .containsEntry("stable", 1L)
                .containsEntry("canary", 2L);
    }

    @Test
    void reload_noVersionOfAModelAvailable_namesIt_andTheOthersAreServed() throws Exception {
        repositories.put("/m", 1, "a").put("/o", 1, FakeLoader.CORRUPT).put("/o", 2, "a");
        catalogue(M);
        assertThat(failure(administration.reload(
                        List.of(M, model("o", "/m", new VersionPolicy.Specific(new TreeSet<>(Set.of(9L))))), null)))
                .isEqualTo(new Failure.EngineFailed(
                        ErrorCode.UNKNOWN,
                        "Some models did not become available: {failed to load o: version 9 is END: there is no version 9"
                                + " in /m}"));
        assertThat(available("m")).containsExactly(1L);
    }

    @Test
    void reload_oneOfSeveralVersionsFails_isNoFailureOfTheModel() throws Exception {
        repositories.put("/m", 1, FakeLoader.CORRUPT).put("/m", 2, "a");
        catalogue();
        assertThat(failure(administration.reload(List.of(specific("m", 1L, 2L)), null)))
                .as("base path of nothing that is allowed")
                .isInstanceOf(Failure.PermissionDenied.class);
        administration.catalogueChanged(Catalogue.of(List.of(M)));
        get(administration.reload(List.of(specific("m", 1L, 2L)), null));
        assertThat(available("m")).containsExactly(2L);
    }

    @Test
    void reload_basePathElsewhere_isRefusedByName_andNothingChanges() throws Exception {
        repositories.put("/m", 1, "a");
        catalogue(M);
        long before = reconciler.generation();
        ModelConfig elsewhere = model("x", "/m-private", M.versions());
        assertThat(failure(administration.reload(List.of(M, elsewhere), null)))
                .isInstanceOf(Failure.PermissionDenied.class)
                .extracting(Failure::message)
                .asString()
                .contains("/m-private", "model x", "selector.admin.allowed-base-paths");
        assertThat(reconciler.generation()).isEqualTo(before);
        assertThat(available("m")).containsExactly(1L);
    }

    @Test
    void reload_twoModelsOfOneName_isInvalid_andNothingChanges() throws Exception {
        repositories.put("/m", 1, "a");
        catalogue(M);
        long before = reconciler.generation();
        assertThat(failure(administration.reload(List.of(M, specific("m", 1L)), null)))
                .isEqualTo(new Failure.InvalidInput("two models are named m"));
        assertThat(reconciler.generation()).isEqualTo(before);
    }

    @Test
    void catalogueChanged_replacesWhatRequestsAskedFor() throws Exception {
        repositories.put("/m", 1, "a").put("/o", 1, "a");
        catalogue(M, O);
        get(administration.unload("m"));
        administration.catalogueChanged(Catalogue.of(List.of(M)));
        get(administration.load("m", null));
        assertThat(reconciler.models().keySet()).containsExactly("m");
        assertThat(index()).containsExactly("m/1 READY");
    }

    @Test
    void index_versionThatFailed_showsWhy() throws Exception {
        repositories.put("/m", 1, "a").put("/m", 2, FakeLoader.CORRUPT);
        catalogue(specific("m", 1L, 2L));
        assertThat(index()).containsExactly("m/1 READY", "m/2 UNAVAILABLE: /cache/corrupt is no SavedModel");
        assertThat(administration.index(true)).extracting(IndexRow::version).containsExactly("1");
    }

    @Test
    void index_repositoryThatIsNotThere_showsWhy() throws Exception {
        catalogue(M);
        assertThat(index()).containsExactly("m/ UNAVAILABLE: there is no /m");
    }
}
