package io.algorithmselector.repository.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.Upload;
import io.algorithmselector.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ModelCacheTest {
    private static final RepositoryVersion FIRST = new RepositoryVersion(1, "first", 5);
    private static final RepositoryVersion CHANGED = new RepositoryVersion(1, "changed", 5);

    @TempDir
    Path folder;

    private final AtomicInteger downloads = new AtomicInteger();

    private ModelCache.Download bringing(String content) {
        return (directory, arrived) -> {
            downloads.incrementAndGet();
            Files.createDirectories(directory.resolve("variables"));
            Files.writeString(directory.resolve("saved_model.pb"), content);
            Files.writeString(directory.resolve("variables/variables.index"), "index");
            return ContentManifest.of(directory);
        };
    }

    private LocalVersion fetch(RepositoryVersion version, String content)
            throws RepositoryException, InterruptedException {
        return new ModelCache(folder).fetch("s3://bucket/m", version, bringing(content));
    }

    private List<Path> filesIn(String part) throws IOException {
        if (!Files.exists(folder.resolve(part))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder.resolve(part))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void fetch_firstTime_placesTheEntryUnderItsDigest() throws Exception {
        LocalVersion local = fetch(FIRST, "graph");
        assertThat(local.directory())
                .isEqualTo(folder.resolve("entries").resolve(local.digest()).resolve("files"));
        assertThat(local.directory().resolve("saved_model.pb")).hasContent("graph");
        assertThat(ContentManifest.of(local.directory()).digest()).isEqualTo(local.digest());
        assertThat(filesIn("partial")).isEmpty();
    }

    @Test
    void fetch_sameRevisionAfterARestart_downloadsNothing() throws Exception {
        LocalVersion local = fetch(FIRST, "graph");
        assertThat(fetch(FIRST, "graph").directory()).isEqualTo(local.directory());
        assertThat(downloads).hasValue(1);
    }

    @Test
    void fetch_newRevisionOfTheSameContent_reusesTheEntry() throws Exception {
        LocalVersion local = fetch(FIRST, "graph");
        assertThat(fetch(CHANGED, "graph").directory()).isEqualTo(local.directory());
        assertThat(downloads).hasValue(2);
        assertThat(filesIn("entries")).hasSize(3);
        assertThat(filesIn("partial")).isEmpty();
    }

    @Test
    void fetch_newRevision_leavesTheOldEntryWhereItIs() throws Exception {
        LocalVersion old = fetch(FIRST, "graph");
        assertThat(fetch(CHANGED, "other").digest()).isNotEqualTo(old.digest());
        assertThat(old.directory().resolve("saved_model.pb")).hasContent("graph");
    }

    @Test
    void fetch_otherOrigin_doesNotTakeTheIndexOfThis() throws Exception {
        fetch(FIRST, "graph");
        new ModelCache(folder).fetch("s3://other/m", FIRST, bringing("other"));
        assertThat(downloads).hasValue(2);
    }

    @Test
    void fetch_fileDamagedUnderItsOldLength_isReplaced() throws Exception {
        Path model = fetch(FIRST, "graph").directory().resolve("saved_model.pb");
        Files.writeString(model, "GRAPH");
        assertThat(fetch(FIRST, "graph").directory().resolve("saved_model.pb")).hasContent("graph");
        assertThat(downloads).hasValue(2);
        assertThat(filesIn("partial")).isEmpty();
    }

    @Test
    void fetch_fileLostWhileRunning_isReplaced() throws Exception {
        ModelCache cache = new ModelCache(folder);
        LocalVersion local = cache.fetch("s3://bucket/m", FIRST, bringing("graph"));
        Files.delete(local.directory().resolve("variables/variables.index"));
        assertThat(cache.fetch("s3://bucket/m", FIRST, bringing("graph")).directory())
                .isEqualTo(local.directory());
        assertThat(local.directory().resolve("variables/variables.index")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stray", "variables/stray"})
    void fetch_strayFileInAnEntry_isReplaced(String stray) throws Exception {
        Files.createFile(fetch(FIRST, "graph").directory().resolve(stray));
        assertThat(fetch(FIRST, "graph").directory().resolve(stray)).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cut off", "a\nb\nc\n", "s3://bucket/m\nfirst\n../../../etc\n"})
    void fetch_damagedIndex_downloadsAgain(String content) throws Exception {
        fetch(FIRST, "graph");
        for (Path file : filesIn("index")) {
            Files.writeString(file, content);
        }
        fetch(FIRST, "graph");
        assertThat(downloads).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "nonsense\n"})
    void fetch_damagedManifest_downloadsAgain(String content) throws Exception {
        LocalVersion local = fetch(FIRST, "graph");
        Files.writeString(local.directory().resolveSibling("manifest"), content);
        assertThat(fetch(FIRST, "graph").directory()).isEqualTo(local.directory());
        assertThat(fetch(FIRST, "graph").directory()).isEqualTo(local.directory());
        assertThat(downloads).hasValue(2);
    }

    @Test
    void fetch_downloadFails_leavesNothingAndPassesItOn() throws Exception {
        RepositoryException failure = new RepositoryException(Kind.NETWORK, "no answer", null);
        assertThatThrownBy(() -> new ModelCache(folder).fetch("s3://bucket/m", FIRST, (directory, arrived) -> {
                    Files.writeString(directory.resolve("saved_model.pb"), "gra");
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(filesIn("entries")).isEmpty();
        assertThat(filesIn("index")).isEmpty();
        assertThat(filesIn("partial")).isEmpty();
    }

    @Test
    void fetch_twoAtOnce_shareADownload() throws Exception {
        ModelCache cache = new ModelCache(folder);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> cache.fetch("s3://bucket/m", FIRST, (directory, arrived) -> {
                begun.countDown();
                go.await();
                return bringing("graph").into(directory, arrived);
            }));
            begun.await();
            var second = threads.submit(() -> cache.fetch("s3://bucket/m", FIRST, bringing("graph")));
            go.countDown();
            assertThat(second.get().directory()).isEqualTo(first.get().directory());
        }
        assertThat(downloads).hasValue(1);
    }

    @Test
    void fetch_waitingForAnotherAndInterrupted_ends() throws Exception {
        ModelCache cache = new ModelCache(folder);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<LocalVersion> first =
                    threads.submit(() -> cache.fetch("s3://bucket/m", FIRST, (directory, arrived) -> {
                        begun.countDown();
                        go.await();
                        return bringing("graph").into(directory, arrived);
                    }));
            begun.await();
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> cache.fetch("s3://bucket/m", FIRST, bringing("graph")));
            go.countDown();
            assertThat(first.get().directory()).isDirectory();
        }
    }

    @Test
    void fetch_folderThatIsAFile_isLocalAndNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class, () -> new ModelCache(file).fetch("s3://bucket/m", FIRST, bringing("graph")));
        assertThat(failure.kind()).isEqualTo(Kind.LOCAL);
        assertThat(failure).hasMessageContaining("cache " + file + " cannot be used");
        assertThat(downloads).hasValue(0);
    }

    @Test
    void fetch_diskFull_isLocalAndLeavesNothing() throws Exception {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(64 << 10)
                .setBlockSize(1 << 10)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            Path cache = disk.getPath("/cache");
            RepositoryException failure = catchThrowableOfType(
                    RepositoryException.class,
                    () -> new ModelCache(cache).fetch("s3://bucket/m", FIRST, bringing("x".repeat(100 << 10))));
            assertThat(failure.kind()).isEqualTo(Kind.LOCAL);
            assertThat(failure)
                    .hasMessageContaining("cache /cache cannot be used")
                    .hasMessageContaining("disk space");
            try (Stream<Path> files = Files.walk(cache)) {
                assertThat(files.filter(Files::isRegularFile))
                        .allMatch(file -> file.startsWith(cache.resolve("locks")));
            }
        }
    }

    private Set<Long> cachedAfterListing(RepositoryVersion... versions) throws InterruptedException {
        new ModelCache(folder).listed("s3://bucket/m", List.of(versions));
        return new ModelCache(folder).cached("s3://bucket/m").keySet();
    }

    @Test
    void cached_neverListed_isNothing() throws Exception {
        fetch(FIRST, "graph").close();
        assertThat(new ModelCache(folder).cached("s3://bucket/m")).isEmpty();
    }

    @Test
    void cached_listedOtherwiseSince_isWhatWasListedLast() throws Exception {
        RepositoryVersion second = new RepositoryVersion(2, "first", 5);
        fetch(FIRST, "graph").close();
        fetch(second, "graph of 2").close();
        assertThat(cachedAfterListing(FIRST, second)).containsExactly(1L, 2L);
        assertThat(cachedAfterListing(FIRST)).as("2 has been deleted").containsExactly(1L);
        assertThat(cachedAfterListing(CHANGED, second)).as("1 has other files").containsExactly(2L);
        assertThat(cachedAfterListing()).isEmpty();
        Upload settling = new Upload.Incomplete("marker");
        assertThat(cachedAfterListing(new RepositoryVersion(1, "first", 5, settling), second))
                .as("1 is held back")
                .containsExactly(2L);
        new ModelCache(folder).listed("s3://other/m", List.of());
        assertThat(new ModelCache(folder).cached("s3://bucket/m")).containsOnlyKeys(2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3://other/m\n1 first\n", "\0\0\0"})
    void cached_damagedListing_isNothingUntilTheNext(String text) throws Exception {
        fetch(FIRST, "graph").close();
        assertThat(cachedAfterListing(FIRST)).containsExactly(1L);
        for (Path file : filesIn("listed")) {
            Files.writeString(file, text);
        }
        assertThat(new ModelCache(folder).cached("s3://bucket/m")).isEmpty();
        assertThat(cachedAfterListing(FIRST)).containsExactly(1L);
    }

    @Test
    void listed_cannotBeNoted_isToldAndHindersNothing() throws Exception {
        Path inTheWay = Files.createFile(folder.resolve("listed"));
        try (CapturedLog log = CapturedLog.of(ModelCache.class.getName())) {
            ModelCache cache = new ModelCache(folder);
            cache.listed("s3://bucket/m", List.of(FIRST));
            cache.listed("s3://bucket/m", List.of(FIRST));
            assertThat(log.lines()).singleElement().asString().contains("cannot take note of what s3://bucket/m holds");
        }
        Files.delete(inTheWay);
        fetch(FIRST, "graph").close();
        assertThat(cachedAfterListing(FIRST)).containsExactly(1L);
    }
}
