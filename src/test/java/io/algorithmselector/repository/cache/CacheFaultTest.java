package io.algorithmselector.repository.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that does not do what it should: the reason is told, nothing is left half done, and later it works. */
@Timeout(60)
final class CacheFaultTest {
    private static final String ORIGIN = "s3://bucket/m";

    @TempDir
    Path folder;

    private static LocalVersion fetch(Path folder, long number) throws RepositoryException, InterruptedException {
        return new ModelCache(folder, 3L * PartedDownload.BYTES)
                .fetch(ORIGIN, PartedDownload.version(number), new PartedDownload(number));
    }

    private static RepositoryException failure(Path folder) {
        return failure(folder, 1);
    }

    private static RepositoryException failure(Path folder, long number) {
        RepositoryException failure = catchThrowableOfType(RepositoryException.class, () -> fetch(folder, number));
        assertThat(failure).as("a RepositoryException").isNotNull();
        assertThat(failure.kind()).isEqualTo(Kind.LOCAL);
        assertThat(failure).hasMessageStartingWith("cache " + folder);
        return failure;
    }

    private static void assertServes(Path folder, long number) throws Exception {
        try (LocalVersion local = fetch(folder, number)) {
            assertThat(PartedDownload.FILE.in(local.directory())).hasBinaryContent(PartedDownload.content(number));
        }
    }

    private Map<Long, RepositoryVersion> cached() throws InterruptedException {
        ModelCache cache = new ModelCache(folder);
        cache.listed(ORIGIN, List.of(PartedDownload.version(1)));
        return cache.cached(ORIGIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"entries", "partial", "locks", "index"})
    void fetch_fileInAFoldersPlace_isNamedAndWorksOnceItIsGone(String part) throws Exception {
        Path file = Files.createFile(folder.resolve(part));
        assertThat(failure(folder)).hasMessageContaining(part);
        Files.delete(file);
        assertServes(folder, 1);
        try (Stream<Path> partial = Files.list(folder.resolve("partial"))) {
            assertThat(partial).isEmpty();
        }
    }

    @Test
    void fetch_folderInALocksPlace_isNamedAndWorksOnceItIsGone() throws Exception {
        Path lock = Files.createDirectories(folder.resolve("locks/all"));
        assertThat(failure(folder)).hasMessageContaining(lock.toString());
        Files.delete(lock);
        assertServes(folder, 1);
    }

    @Test
    void fetch_entryThereAndLocksUnusable_isServed() throws Exception {
        fetchedEntry();
        Path lock = folder.resolve("locks/all");
        Files.delete(lock);
        Files.createDirectory(lock);
        try (LocalVersion held = fetch(folder, 1)) {
            assertThat(PartedDownload.FILE.in(held.directory())).hasBinaryContent(PartedDownload.content(1));
            Path own = folder.resolve("locks/entry-" + held.digest());
            assertThat(FileLocks.tryExclusive(own)).as("it cannot be evicted").isEmpty();
        }
        assertThat(failure(folder, 2)).hasMessageContaining(lock.toString());
    }

    /** An archive that is opened to be read only: a file system that refuses whatever is written, root's too. */
    @Test
    void fetch_fileSystemReadOnly_servesWhatItHoldsAndNothingElse() throws Exception {
        Path full = folder.resolve("full");
        assertServes(full, 1);
        assertServes(full, 2);
        try (LocalVersion damaged = fetch(full, 2)) {
            Files.write(PartedDownload.FILE.in(damaged.directory()), new byte[PartedDownload.BYTES]);
        }
        Path archive = archived(full);
        try (FileSystem readOnly = FileSystems.newFileSystem(archive, Map.of("accessMode", "readOnly"))) {
            Path cache = readOnly.getPath("/");
            assertServes(cache, 1);
            assertThat(failure(cache, 2)).hasMessageContaining("ReadOnlyFileSystem");
            assertThat(failure(cache, 3)).hasMessageContaining("ReadOnlyFileSystem");
        }
    }

    private Path archived(Path full) throws IOException {
        Path archive = folder.resolve("cache.zip");
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"));
                Stream<Path> paths = Files.walk(full)) {
            for (Path path : paths.filter(path -> !path.equals(full)).toList()) {
                Files.copy(path, zip.getPath("/", full.relativize(path).toString()));
            }
        }
        return archive;
    }

    /** A folder that nobody may make, whoever runs this: permissions do not hold root back. */
    @Test
    void fetch_folderThatCannotBeMade_isNamedAndWorksOnceItCan() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path cache = file.resolve("cache");
        assertThat(failure(cache)).hasMessageStartingWith("cache " + cache + " cannot be used: ");
        assertThat(file).isEmptyFile();
        Files.delete(file);
        assertServes(cache, 1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fetch_fileSystemThatTakesNothing_isNamed() {
        assertThat(failure(Path.of("/proc/cache"))).hasMessageContaining("/proc/cache cannot be used");
    }

    @Test
    void fetch_folderDeletedWhileRunning_isMadeAgain() throws Exception {
        ModelCache cache = new ModelCache(folder.resolve("cache"));
        cache.fetch(ORIGIN, PartedDownload.version(1), new PartedDownload(1)).close();
        Folders.delete(folder.resolve("cache"));
        try (LocalVersion local = cache.fetch(ORIGIN, PartedDownload.version(1), new PartedDownload(1))) {
            assertThat(PartedDownload.FILE.in(local.directory())).hasBinaryContent(PartedDownload.content(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "manifest", "files", "files/variables", "files/variables/shard"})
    void fetch_fileAndFolderExchangedInAnEntry_isReplaced(String name) throws Exception {
        Path entry = fetchedEntry();
        Path place = entry.resolve(name);
        boolean directory = Files.isDirectory(place);
        Folders.delete(place);
        if (directory) {
            Files.createFile(place);
        } else {
            Files.createDirectories(place.resolve("stray"));
        }
        assertServes(folder, 1);
        assertThat(cached()).containsOnlyKeys(1L);
    }

    @Test
    void fetch_folderInAnIndexFilesPlace_isReplaced() throws Exception {
        fetchedEntry();
        Path file;
        try (Stream<Path> files = Files.walk(folder.resolve("index"))) {
            file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        Files.delete(file);
        Files.createDirectories(file.resolve("stray"));
        assertThat(cached()).isEmpty();
        assertServes(folder, 1);
        assertThat(cached()).containsOnlyKeys(1L);
    }

    private Path fetchedEntry() throws Exception {
        try (LocalVersion local = fetch(folder, 1)) {
            return local.directory().resolveSibling("");
        }
    }

    @Test
    void fetch_diskTooFullForTheWholeButNotForTheRest_goesOn() throws Exception {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(200 << 10)
                .setBlockSize(1 << 10)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            Path cache = disk.getPath("/cache");
            PartedDownload cutOff = new PartedDownload(1, part -> {
                if (part == 3) {
                    throw new RepositoryException(Kind.NETWORK, "cut off", null);
                }
            });
            assertThat(catchThrowableOfType(
                            RepositoryException.class,
                            () -> new ModelCache(cache).fetch(ORIGIN, PartedDownload.version(1), cutOff)))
                    .hasMessage("cut off");
            Files.write(disk.getPath("/filler"), new byte[145 << 10]);
            assertServes(cache, 1);
        }
    }

    @Test
    void fetch_diskFull_leavesTheOthersAndWorksOnceThereIsSpace() throws Exception {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(200 << 10)
                .setBlockSize(1 << 10)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            Path cache = disk.getPath("/cache");
            assertServes(cache, 2);
            Path filler = Files.write(disk.getPath("/filler"), new byte[130 << 10]);
            PartedDownload neverBegun = new PartedDownload(1);
            assertThat(catchThrowableOfType(
                            RepositoryException.class,
                            () -> new ModelCache(cache).fetch(ORIGIN, PartedDownload.version(1), neverBegun)))
                    .hasMessageStartingWith(
                            "cache /cache: version 1 of s3://bucket/m has 40000 bytes to come, but the disk")
                    .extracting(RepositoryException::kind)
                    .isEqualTo(Kind.LOCAL);
            assertThat(neverBegun.downloaded()).isEmpty();
            assertThat(failure(cache)).hasMessageContaining("disk space");
            assertThat(Folders.bytes(cache.resolve("partial"))).isZero();
            assertServes(cache, 2);
            Files.delete(filler);
            assertServes(cache, 1);
        }
    }
}
