package io.algorithmselector.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.algorithmselector.administration.Administration;
import io.algorithmselector.administration.AdministrationSettings;
import io.algorithmselector.administration.IndexRow;
import io.algorithmselector.catalog.file.FileCatalogueSource;
import io.algorithmselector.lifecycle.Backoff;
import io.algorithmselector.lifecycle.FakeLoader;
import io.algorithmselector.lifecycle.FakeRepositories;
import io.algorithmselector.lifecycle.LifecycleListener;
import io.algorithmselector.lifecycle.LifecycleSettings;
import io.algorithmselector.lifecycle.Reconciler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What requests have changed, and the catalogue that changes. */
@Timeout(60)
final class CatalogueAdministrationTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private long now;

    @Test
    void whatARequestUnloaded_aTouchLeavesAlone_andOtherContentReplaces(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("catalog.yaml"), "models: {m: {basePath: /m}}\n");
        FakeRepositories repositories = new FakeRepositories().put("/m", 1, "a").put("/n", 1, "b");
        try (Reconciler reconciler = Reconciler.start(
                repositories, new FakeLoader(), new LifecycleListener() {}, LifecycleSettings.DEFAULT)) {
            Administration administration =
                    new Administration(reconciler, new AdministrationSettings(true, List.of(), Duration.ofSeconds(30)));
            CatalogueWatch watch = new CatalogueWatch(
                    new FileCatalogueSource(file),
                    administration::catalogueChanged,
                    e -> {
                        throw new AssertionError(e);
                    },
                    new Backoff(SECOND, SECOND),
                    () -> SECOND,
                    () -> now);
            look(watch);
            administration.load("m", null).toCompletableFuture().join();
            administration.unload("m").toCompletableFuture().join();

            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
            look(watch);
            Files.writeString(file, "# another text\nmodels: {m: {basePath: /m}}\n");
            look(watch);
            assertThat(administration.index(false))
                    .extracting(IndexRow::model, IndexRow::reason)
                    .containsExactly(tuple("m", "unloaded"));

            Files.writeString(file, "models: {m: {basePath: /m}, n: {basePath: /n}}\n");
            look(watch);
            assertThat(administration.index(false)).extracting(IndexRow::reason).doesNotContain("unloaded");
            administration.load("m", null).toCompletableFuture().join();
            administration.load("n", null).toCompletableFuture().join();
            assertThat(administration.index(true)).extracting(IndexRow::model).containsExactly("m", "n");
        }
    }

    /** Once a second, for long enough. */
    private void look(CatalogueWatch watch) {
        for (int time = 0; time < 9; time++) {
            now += SECOND.toNanos();
            assertThat(watch.look()).isEqualTo(SECOND);
        }
    }
}
