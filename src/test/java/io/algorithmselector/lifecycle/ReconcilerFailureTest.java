package io.algorithmselector.lifecycle;

import static io.algorithmselector.lifecycle.LifecycleFixture.model;
import static io.algorithmselector.lifecycle.LifecycleFixture.wants;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.ModelConfig;
import io.algorithmselector.catalog.VersionPolicy;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.file.FileRepositories;
import io.algorithmselector.testing.CapturedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be listed, fetched, loaded. */
final class ReconcilerFailureTest {
    private final LifecycleFixture at = new LifecycleFixture();

    @AfterEach
    void nothingWasClosedUnderACall() {
        assertThat(at.loader.violations()).isEmpty();
    }

    @Test
    void load_oneVersionCorrupt_othersAnswer() {
        at.repositories.put("/m", 1, "a").put("/m", 2, FakeLoader.CORRUPT);
        at.apply(model("m", new VersionPolicy.All(), Map.of(), null));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=END INVALID_ARGUMENT");
        assertThat(at.status(2).error())
                .isNotNull()
                .extracting(VersionStatus.Cause::message)
                .asString()
                .contains("is no SavedModel");
        assertThat(at.reconciler.ready()).as("2 has had its try").isTrue();
    }

    @Test
    void load_newVersionCorrupt_oldGoesOnAnswering() {
        at.repositories.put("/m", 1, "a").put("/m", 2, FakeLoader.CORRUPT);
        at.apply(wants(1L));
        at.apply(wants(2L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 2=END INVALID_ARGUMENT");
        at.acquire(1).close();
    }

    @Test
    void load_corrupt_isNotTriedAgainBeforeItChanges() {
        at.repositories.put("/m", 1, FakeLoader.CORRUPT);
        at.apply(wants(1L));
        at.threads.advance(Duration.ofHours(1));
        at.apply(wants(1L));
        assertThat(at.loader.loads()).hasSize(1);
        at.repositories.put("/m", 1, "mended");
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.reconciler.ready()).isTrue();
    }

    @Test
    void load_corruptContentUnderTheSameNumber_oldAnswersAndSaysWhy() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        at.repositories.put("/m", 1, FakeLoader.CORRUPT);
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE INVALID_ARGUMENT");
        at.acquire(1).close();
        at.repositories.put("/m", 1, "b");
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void load_outOfMemory_showsAndIsTriedAgain() {
        at.repositories.put("/m", 1, "a");
        at.loader.fail(new OutOfMemoryError("native"));
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=END RESOURCE_EXHAUSTED");
        at.loader.fail(null);
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void load_classOfTheEngineMissing_endsWithTheReasonAndIsLogged() {
        at.repositories.put("/m", 1, "a");
        at.loader.fail(new UnsatisfiedLinkError("no library"));
        try (CapturedLog log = CapturedLog.of(VersionLoad.class)) {
            at.apply(wants(1L));
            assertThat(log.thrown()).singleElement().isInstanceOf(UnsatisfiedLinkError.class);
        }
        assertThat(at.statuses()).isEqualTo("1=END INTERNAL");
        assertThat(at.status(1).error())
                .extracting(VersionStatus.Cause::message)
                .asString()
                .contains("UnsatisfiedLinkError", "no library");
    }

    @Test
    void load_noThreadForIt_endsWithTheReasonAndIsTriedAgain() {
        at.repositories.put("/m", 1, "a");
        at.reconciler.apply(Catalogue.of(List.of(wants(1L))));
        at.threads.write();
        at.threads.runList();
        at.threads.failThreads(new OutOfMemoryError("unable to create native thread"));
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("1=END RESOURCE_EXHAUSTED");
        at.threads.failThreads(null);
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void list_noThreadForIt_isTriedAgain() {
        at.repositories.put("/m", 1, "a");
        at.threads.failThreads(new OutOfMemoryError("unable to create native thread"));
        at.apply(wants(1L));
        assertThat(at.m().repositoryError())
                .extracting(VersionStatus.Cause::code)
                .isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
        at.threads.failThreads(null);
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void listener_throwsAnError_changesNothing() {
        FakeRepositories repositories = new FakeRepositories().put("/m", 1, "a");
        ManualThreads threads = new ManualThreads();
        LifecycleListener failing = new LifecycleListener() {
            @Override
            public void changed(VersionStatus status) {
                throw new NoClassDefFoundError("expected in the log of this test");
            }
        };
        Reconciler reconciler = new Reconciler(repositories, at.loader, failing, LifecycleFixture.SETTINGS, threads);
        reconciler.apply(Catalogue.of(List.of(wants(1L))));
        threads.settle();
        assertThat(reconciler.known("m").available()).containsExactly(1L);
    }

    @Test
    void list_oneFolderUnreadable_othersServeAndItShowsWhy(@TempDir Path folder) throws Exception {
        Path models = Files.createDirectories(folder.resolve("models"));
        Files.writeString(Files.createDirectories(models.resolve("1")).resolve("saved_model.pb"), "graph");
        Path second = Files.createDirectories(models.resolve("2/assets"));
        Files.writeString(models.resolve("2/saved_model.pb"), "graph");
        Files.createSymbolicLink(second.resolve("up"), models.resolve("2"));
        ManualThreads threads = new ManualThreads();
        Reconciler reconciler = new Reconciler(
                new FileRepositories(), at.loader, new LifecycleListener() {}, LifecycleFixture.SETTINGS, threads);
        ModelConfig both = new ModelConfig(
                "m", models.toString(), new VersionPolicy.All(), new TreeMap<>(), null, EngineOptions.DEFAULT);
        reconciler.apply(Catalogue.of(List.of(both)));
        threads.settle();
        ServingModel model = reconciler.known("m");
        assertThat(model.states()).containsEntry(1L, "AVAILABLE").containsEntry(2L, "END");
        assertThat(requireNonNull(model.versions().get(2L)).error())
                .extracting(VersionStatus.Cause::message)
                .asString()
                .contains("assets/up");
        Files.delete(second.resolve("up"));
        threads.advance(Duration.ofSeconds(2));
        assertThat(reconciler.known("m").available()).as("once it is mended").containsExactly(1L, 2L);
    }

    /** Both with the files half old and half new, of which the engine may or may not object. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void load_filesWrittenOverMeanwhile_isListedAndLoadedAgain(boolean refused, @TempDir Path models) {
        Path file = models.resolve("1/saved_model.pb");
        write(file, "graph");
        ManualThreads threads = new ManualThreads();
        Reconciler reconciler = new Reconciler(
                new FileRepositories(), at.loader, new LifecycleListener() {}, LifecycleFixture.SETTINGS, threads);
        at.loader.whileLoading(() -> {
            boolean first = at.loader.loads().size() == 1;
            if (first) {
                write(file, "another graph");
            }
            at.loader.fail(
                    first && refused
                            ? new ServingException(new Failure.EngineFailed(ErrorCode.INVALID_ARGUMENT, "no graph"))
                            : null);
        });
        reconciler.apply(Catalogue.of(List.of(new ModelConfig(
                "m", models.toString(), new VersionPolicy.All(), new TreeMap<>(), null, EngineOptions.DEFAULT))));
        threads.settle();
        assertThat(at.loader.loads()).hasSize(2);
        assertThat(at.loader.live()).isEqualTo(1);
        assertThat(reconciler.known("m").states()).containsEntry(1L, "AVAILABLE");
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fetch_network_isTriedAgainWithGrowingPauses() {
        at.repositories.put("/m", 1, "a");
        at.repositories.failFetch(Kind.NETWORK);
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=END UNAVAILABLE");
        at.threads.advance(Duration.ofMillis(999));
        assertThat(at.repositories.fetches()).isEqualTo(1);
        at.threads.advance(Duration.ofMillis(1));
        assertThat(at.repositories.fetches()).isEqualTo(2);
        at.threads.advance(Duration.ofSeconds(2 + 4));
        assertThat(at.repositories.fetches()).isEqualTo(4);
        at.newEvents();
        at.repositories.failFetch(null);
        at.threads.advance(Duration.ofSeconds(8));
        assertThat(at.newEvents())
                .containsExactly("1=START UNAVAILABLE", "1=LOADING UNAVAILABLE", "1=AVAILABLE", "1 loaded");
        assertThat(at.loader.live()).isEqualTo(1);
    }

    @Test
    void fetch_failsForEver_pausesAreBounded() {
        at.repositories.put("/m", 1, "a");
        at.repositories.failFetch(Kind.ACCESS);
        at.apply(wants(1L));
        at.threads.advance(Duration.ofMinutes(10));
        int before = at.repositories.fetches();
        at.threads.advance(Duration.ofMinutes(10));
        assertThat(at.repositories.fetches() - before).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(names = {"CORRUPT", "LOCAL"})
    void fetch_mayCostAWholeDownloadEachTime_pausesGrowToAnHour(Kind kind) {
        at.repositories.put("/m", 1, "a");
        at.repositories.failFetch(kind);
        at.apply(wants(1L));
        at.threads.advance(Duration.ofSeconds(1 + 2 + 4 + 8 + 16 + 32 + 64));
        assertThat(at.repositories.fetches()).as("still doubles after a minute").isEqualTo(8);
        at.threads.advance(Duration.ofHours(10));
        int before = at.repositories.fetches();
        at.threads.advance(Duration.ofHours(10));
        assertThat(at.repositories.fetches() - before).isEqualTo(10);
    }

    @Test
    void fetch_failsAgainForOtherContent_theEarlierPauseNoLongerCounts() {
        at.repositories.put("/m", 1, "a");
        at.repositories.failFetch(Kind.NETWORK);
        at.apply(wants(1L));
        at.threads.advance(Duration.ofMillis(500));
        at.repositories.put("/m", 1, "b");
        at.apply(wants(1L));
        assertThat(at.repositories.fetches()).isEqualTo(2);
        at.threads.advance(Duration.ofMillis(1999));
        assertThat(at.repositories.fetches()).isEqualTo(2);
        at.threads.advance(Duration.ofMillis(1));
        assertThat(at.repositories.fetches()).isEqualTo(3);
    }

    @Test
    void fetch_pauseOutlivesTheModel_doesNotTouchItsSuccessor() {
        LifecycleSettings forgetful = new LifecycleSettings(
                2, Duration.ZERO, Duration.ZERO, LifecycleFixture.RETRY, LifecycleFixture.NEVER, Duration.ZERO);
        Reconciler reconciler =
                new Reconciler(at.repositories, at.loader, new LifecycleListener() {}, forgetful, at.threads);
        at.repositories.put("/m", 1, "a");
        at.repositories.failFetch(Kind.NETWORK);
        reconciler.apply(Catalogue.of(List.of(wants(1L))));
        at.threads.settle();
        at.repositories.failFetch(null);
        reconciler.apply(Catalogue.of(List.of()));
        at.threads.advance(Duration.ZERO);
        reconciler.apply(Catalogue.of(List.of(wants(1L))));
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(reconciler.models()).containsOnlyKeys("m");
        assertThat(at.loader.loads()).hasSize(1);
    }

    @Test
    void fetch_versionNoLongerWanted_isNotTriedAgain() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.repositories.failFetch(Kind.NETWORK);
        at.apply(wants(1L));
        at.repositories.failFetch(null);
        at.apply(wants(2L));
        int before = at.repositories.fetches();
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.repositories.fetches()).isEqualTo(before);
        assertThat(at.statuses()).isEqualTo("2=AVAILABLE");
    }

    @Test
    void fetch_changedSinceListed_isListedAgainAtOnce() {
        at.repositories.put("/m", 1, "a");
        at.reconciler.apply(Catalogue.of(List.of(wants(1L))));
        at.threads.settleButLoads();
        at.repositories.put("/m", 1, "b");
        at.threads.settle();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.repositories.listings()).isEqualTo(2);
    }

    @Test
    void fetch_alwaysChanged_isListedAtOnceOnlySoOften() {
        at.repositories.put("/m", 1, "a");
        at.repositories.failFetch(Kind.CHANGED);
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=END ABORTED");
        assertThat(at.repositories.listings())
                .as("the first, and three at once")
                .isEqualTo(4);
        at.threads.advance(Duration.ofSeconds(1 + 2));
        assertThat(at.repositories.listings()).isEqualTo(6);
        at.repositories.failFetch(null);
        at.threads.advance(Duration.ofSeconds(4));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void wanted_notInTheRepository_showsAndDoesNotHoldUpReadiness() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L, 7L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 7=END NOT_FOUND");
        assertThat(at.status(7).error())
                .isEqualTo(new VersionStatus.Cause(ErrorCode.NOT_FOUND, "there is no version 7 in /m"));
        assertThat(at.reconciler.ready()).isTrue();
        at.repositories.put("/m", 7, "b");
        at.apply(wants(1L, 7L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE 7=AVAILABLE");
    }

    @Test
    void wanted_loadedAndThenDeletedFromTheRepository_goesOnAnswering() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        at.repositories.delete("/m", 1);
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE NOT_FOUND");
        at.acquire(1).close();
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void list_repositoryFallsEmpty_lastVersionGoesOnAnswering() {
        at.repositories.put("/m", 1, "a");
        at.apply(model("m", VersionPolicy.DEFAULT, Map.of(), null));
        at.repositories.delete("/m", 1);
        at.apply(model("m", VersionPolicy.DEFAULT, Map.of(), null));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
    }

    @Test
    void list_unreachableAtStart_showsAndBecomesReadyByItself() {
        at.repositories.put("/m", 1, "a");
        at.repositories.failListing(Kind.NETWORK);
        at.apply(model("m", VersionPolicy.DEFAULT, Map.of("stable", 1L), null));
        assertThat(at.m().repositoryError())
                .isEqualTo(new VersionStatus.Cause(ErrorCode.UNAVAILABLE, "list /m: NETWORK"));
        assertThat(at.statuses())
                .as("named by the catalogue, so known to be wanted")
                .isEqualTo("1=START UNAVAILABLE");
        assertThat(at.reconciler.ready()).isFalse();
        at.threads.advance(Duration.ofSeconds(1 + 2));
        assertThat(at.repositories.listings()).isEqualTo(3);
        at.repositories.failListing(null);
        at.threads.advance(Duration.ofSeconds(4));
        assertThat(at.m().repositoryError()).isNull();
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.reconciler.ready()).isTrue();
    }

    @Test
    void list_failsAgainForAnotherCatalogue_theEarlierPauseNoLongerCounts() {
        at.repositories.failListing(Kind.NETWORK);
        at.apply(wants(1L));
        at.threads.advance(Duration.ofMillis(500));
        at.apply(wants(1L));
        assertThat(at.repositories.listings()).isEqualTo(2);
        at.threads.advance(Duration.ofMillis(1999));
        assertThat(at.repositories.listings()).isEqualTo(2);
        at.threads.advance(Duration.ofMillis(1));
        assertThat(at.repositories.listings()).isEqualTo(3);
    }

    @Test
    void list_failsAgainAfterItSucceeded_pausesBeginAnew() {
        at.repositories.put("/m", 1, "a");
        at.repositories.failListing(Kind.NETWORK);
        at.apply(wants(1L));
        at.threads.advance(Duration.ofSeconds(1));
        at.repositories.failListing(null);
        at.threads.advance(Duration.ofSeconds(2));
        at.repositories.failListing(Kind.NETWORK);
        at.apply(wants(1L));
        int before = at.repositories.listings();
        at.threads.advance(Duration.ofSeconds(1));
        assertThat(at.repositories.listings()).isEqualTo(before + 1);
    }

    @Test
    void list_absentBasePath_showsAndOtherModelsAnswer() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L), model("n", VersionPolicy.DEFAULT, Map.of(), null));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        ServingModel n = requireNonNull(at.reconciler.model("n"));
        assertThat(n.versions()).isEmpty();
        assertThat(n.repositoryError()).isEqualTo(new VersionStatus.Cause(ErrorCode.NOT_FOUND, "there is no /n"));
        assertThat(at.reconciler.ready()).isFalse();
    }

    @Test
    void list_unreachableLater_whatIsKnownIsKept() {
        at.repositories.put("/m", 1, "a").put("/m", 2, "b");
        at.apply(wants(1L));
        at.repositories.failListing(Kind.ACCESS);
        at.apply(wants(2L));
        assertThat(at.statuses()).as("listed before").isEqualTo("1=END 2=AVAILABLE");
        assertThat(at.m().repositoryError()).isNotNull();
        assertThat(at.reconciler.ready()).isTrue();
    }

    @Test
    void list_newBasePathUnreachable_oldVersionsGoOnAnswering() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        at.apply(new ModelConfig("m", "/nowhere", VersionPolicy.DEFAULT, new TreeMap<>(), null, EngineOptions.DEFAULT));
        assertThat(at.statuses()).isEqualTo("1=AVAILABLE");
        assertThat(at.m().repositoryError()).isNotNull();
        int before = at.repositories.listings();
        at.apply();
        at.threads.advance(Duration.ofHours(1));
        assertThat(at.repositories.listings()).as("nobody asks any more").isEqualTo(before);
    }

    @Test
    void list_catalogueAppliedWhileItRuns_listsOnceMore() {
        at.repositories.put("/m", 1, "a");
        at.reconciler.apply(Catalogue.of(List.of(wants(1L))));
        at.reconciler.apply(Catalogue.of(List.of(wants(1L))));
        at.threads.settle();
        assertThat(at.repositories.listings()).isEqualTo(2);
        assertThat(at.loader.loads()).hasSize(1);
    }

    @Test
    void ready_onceOn_noFailureTurnsItOff() {
        at.repositories.put("/m", 1, "a");
        at.apply(wants(1L));
        assertThat(at.reconciler.ready()).isTrue();
        at.apply(wants(1L, 9L), model("n", VersionPolicy.DEFAULT, Map.of(), null));
        assertThat(at.reconciler.ready()).isTrue();
    }

    @Test
    void ready_nothingAvailable_staysOff() {
        at.repositories.put("/m", 1, FakeLoader.CORRUPT);
        at.apply(wants(1L));
        assertThat(at.reconciler.ready()).isFalse();
    }

    @Test
    void listener_throws_changesNothing() {
        at.repositories.put("/m", 1, "a");
        LifecycleListener failing = new LifecycleListener() {
            @Override
            public void changed(VersionStatus status) {
                throw new IllegalStateException("listener");
            }
        };
        try (Reconciler reconciler =
                new Reconciler(at.repositories, at.loader, failing, LifecycleFixture.SETTINGS, at.threads)) {
            reconciler.apply(Catalogue.of(List.of(wants(1L))));
            at.threads.settle();
            assertThat(reconciler.ready()).isTrue();
            var _ = reconciler.stop();
            at.threads.settle();
        }
    }

    @Test
    void reload_otherEngineOptionsAfterFailure_isTriedAgain() {
        at.repositories.put("/m", 1, FakeLoader.CORRUPT);
        at.apply(wants(1L));
        EngineOptions options = new EngineOptions(EngineOptions.DEFAULT.execution(), OptionalInt.of(2));
        at.apply(new ModelConfig("m", "/m", VersionPolicy.DEFAULT, new TreeMap<>(), null, options));
        assertThat(at.loader.loads()).hasSize(2);
    }
}
