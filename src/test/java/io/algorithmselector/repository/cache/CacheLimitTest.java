package io.algorithmselector.repository.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes when the limit is reached. All versions are equally large. */
@Timeout(60)
final class CacheLimitTest {
    private static final String ORIGIN = "s3://bucket/m";
    private static final long FOR_TWO = 2L * PartedDownload.BYTES;

    @TempDir
    Path folder;

    private final RepositoryException cutOff = new RepositoryException(Kind.NETWORK, "cut off", null);

    private LocalVersion fetch(long number) throws RepositoryException, InterruptedException {
        return fetch(number, FOR_TWO);
    }

    // A new cache for each fetch: nothing may depend on what one remembers.
    private LocalVersion fetch(long number, @Nullable Long limit) throws RepositoryException, InterruptedException {
        return new ModelCache(folder, limit).fetch(ORIGIN, PartedDownload.version(number), new PartedDownload(number));
    }

    private void fetchAndClose(long... numbers) throws RepositoryException, InterruptedException {
        for (long number : numbers) {
            fetch(number).close();
        }
    }

    private RepositoryException failure(long number) {
        RepositoryException failure = catchThrowableOfType(RepositoryException.class, () -> fetch(number));
        assertThat(failure).as("a RepositoryException").isNotNull();
        return failure;
    }

    private Iterable<Long> cached() throws InterruptedException {
        ModelCache cache = new ModelCache(folder);
        cache.listed(
                ORIGIN,
                LongStream.rangeClosed(1, 5).mapToObj(PartedDownload::version).toList());
        return cache.cached(ORIGIN).keySet();
    }

    private void usedAgo(LocalVersion version, Duration ago) throws IOException {
        Files.setLastModifiedTime(
                version.directory().getParent(), FileTime.from(Instant.now().minus(ago)));
    }

    private long filesBelow(String part) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(part))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private void cutOff(long number) {
        assertThat(catchThrowableOfType(
                        RepositoryException.class,
                        () -> new ModelCache(folder, FOR_TWO)
                                .fetch(ORIGIN, PartedDownload.version(number), new PartedDownload(number, part -> {
                                    if (part == 2) {
                                        throw cutOff;
                                    }
                                }))))
                .isSameAs(cutOff);
    }

    @Test
    void fetch_limitReached_evictsWhatWasUsedLongestAgo() throws Exception {
        fetchAndClose(1, 2, 1, 3);
        assertThat(cached()).containsExactly(1L, 3L);
        assertThat(filesBelow("entries")).isEqualTo(4);
        assertThat(filesBelow("index")).isEqualTo(2);
        assertThat(filesBelow("partial")).isZero();
    }

    @Test
    void fetch_entryHeldForLong_countsAsUsedWhenItIsClosed() throws Exception {
        LocalVersion first = fetch(1);
        LocalVersion second = fetch(2);
        usedAgo(first, Duration.ofHours(2));
        usedAgo(second, Duration.ofHours(1));
        second.close();
        usedAgo(second, Duration.ofHours(1));
        first.close();
        fetchAndClose(3);
        assertThat(cached()).containsExactly(1L, 3L);
    }

    @Test
    void fetch_oldestIsHeld_evictsAnother() throws Exception {
        LocalVersion held = fetch(1);
        fetchAndClose(2, 3);
        assertThat(cached()).containsExactly(1L, 3L);
        assertThat(PartedDownload.FILE.in(held.directory())).hasBinaryContent(PartedDownload.content(1));
    }

    @Test
    void fetch_entryHeldTwiceAndLetGoOnce_isNotEvicted() throws Exception {
        LocalVersion held = fetch(1);
        LocalVersion again = fetch(1);
        again.close();
        again.close();
        fetchAndClose(2, 3);
        assertThat(cached()).containsExactly(1L, 3L);
        held.close();
        fetchAndClose(2, 3);
        assertThat(cached()).containsExactly(2L, 3L);
    }

    @Test
    void fetch_nothingMayGo_isRefusedWithTheNumbers() throws Exception {
        fetch(1);
        fetch(2);
        RepositoryException failure = failure(3);
        assertThat(failure.kind()).isEqualTo(Kind.LOCAL);
        assertThat(failure)
                .hasMessage(
                        "cache " + folder + ": version 3 of s3://bucket/m has 40000 bytes, but of the limit of 80000"
                                + " bytes 80000 are in use by versions and 0 by other downloads");
        assertThat(filesBelow("partial")).isZero();
    }

    @Test
    void fetch_whatMayGoIsTooLittle_evictsNothing() throws Exception {
        fetch(1);
        fetchAndClose(2);
        RepositoryVersion large = new RepositoryVersion(3, "revision", PartedDownload.BYTES + 1L);
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class,
                () -> new ModelCache(folder, FOR_TWO).fetch(ORIGIN, large, new PartedDownload(3)));
        assertThat(failure.kind()).isEqualTo(Kind.LOCAL);
        assertThat(cached()).containsExactly(1L, 2L);
    }

    @Test
    void fetch_afterARefusal_succeedsOnceThereIsRoom() throws Exception {
        LocalVersion first = fetch(1);
        fetch(2);
        assertThat(failure(3).kind()).isEqualTo(Kind.LOCAL);
        first.close();
        assertThat(PartedDownload.FILE.in(fetch(3).directory())).hasBinaryContent(PartedDownload.content(3));
    }

    @Test
    void fetch_largerThanTheLimit_isRefused() throws Exception {
        fetchAndClose(1);
        RepositoryVersion endless = new RepositoryVersion(3, "revision", Long.MAX_VALUE);
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class,
                () -> new ModelCache(folder, FOR_TWO).fetch(ORIGIN, endless, new PartedDownload(3)));
        assertThat(failure.kind()).isEqualTo(Kind.LOCAL);
        assertThat(cached()).containsExactly(1L);
    }

    @Test
    void fetch_roomReservedByARunningDownload_isRefused() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<LocalVersion> running = threads.submit(() -> new ModelCache(folder, FOR_TWO)
                    .fetch(ORIGIN, PartedDownload.version(1), new PartedDownload(1, part -> {
                        begun.countDown();
                        go.await();
                    })));
            try {
                begun.await();
                fetch(2);
                assertThat(failure(3))
                        .hasMessageContaining("40000 are in use by versions and 40000 by other downloads");
            } finally {
                go.countDown();
            }
            assertThat(PartedDownload.FILE.in(running.get().directory())).hasBinaryContent(PartedDownload.content(1));
        }
    }

    @Test
    void fetch_leftoverInTheWay_goesBeforeAnyEntry() throws Exception {
        fetchAndClose(1);
        cutOff(2);
        assertThat(filesBelow("partial")).isPositive();
        fetchAndClose(3);
        assertThat(cached()).containsExactly(1L, 3L);
        assertThat(filesBelow("partial")).isZero();
    }

    @Test
    void fetch_ownLeftover_isNotCountedTwice() throws Exception {
        LocalVersion held = fetch(1);
        cutOff(2);
        assertThat(PartedDownload.FILE.in(fetch(2).directory())).hasBinaryContent(PartedDownload.content(2));
        assertThat(held.directory()).isDirectory();
    }

    @Test
    void fetch_entryFromTheFuture_agesFromNowOn() throws Exception {
        LocalVersion future = fetch(1);
        future.close();
        usedAgo(future, Duration.ofDays(-3_000));
        fetchAndClose(2, 3);
        assertThat(cached()).containsExactly(2L, 3L);
    }

    @Test
    void fetch_limitLowered_trimsAtTheNextFetch() throws Exception {
        fetchAndClose(1, 2);
        fetch(1, (long) PartedDownload.BYTES).close();
        assertThat(cached()).containsExactly(1L);
    }

    @Test
    void fetch_withoutALimit_evictsNothing() throws Exception {
        for (long number = 1; number <= 5; number++) {
            fetch(number, null).close();
        }
        assertThat(cached()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void fetch_evictedVersion_isDownloadedAgain() throws Exception {
        fetchAndClose(1, 2, 3);
        PartedDownload again = new PartedDownload(1);
        LocalVersion local = new ModelCache(folder, FOR_TWO).fetch(ORIGIN, PartedDownload.version(1), again);
        assertThat(PartedDownload.FILE.in(local.directory())).hasBinaryContent(PartedDownload.content(1));
        assertThat(again.downloaded()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void limit_notPositive_isRefused(long limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelCache(folder, limit))
                .withMessageContaining(Long.toString(limit));
    }
}
