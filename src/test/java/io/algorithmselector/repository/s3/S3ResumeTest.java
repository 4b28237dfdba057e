package io.algorithmselector.repository.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.cache.ModelCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store is asked for after a download was cut off, counted by the store; and what needs no store at all. */
@Timeout(120)
final class S3ResumeTest {
    private static final String MODEL = "m/1/saved_model.pb";
    private static final String SHARD = "m/1/variables/shard";
    private static final String FIRST = "GET " + SHARD + " bytes=0-33554431";
    private static final String SECOND = "GET " + SHARD + " bytes=33554432-67108863";
    private static final String THIRD = "GET " + SHARD + " bytes=67108864-67109863";
    private static final int SECOND_AND_THIRD_BYTES = (32 << 20) + 1000;
    private static final byte[] CONTENT = new byte[2 * (32 << 20) + 1000];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    @TempDir
    Path folder;

    private FaultyS3 server;
    private S3Store store;

    @BeforeEach
    void start() throws IOException {
        server = new FaultyS3();
        store = open();
        server.put(MODEL, "graph");
        server.put(SHARD, CONTENT);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    // One request at a time, so that they come in order.
    private S3Store open() {
        return new S3Store(new S3Settings(
                server.endpoint(), "us-east-1", true, true, 1, Duration.ofSeconds(2), Duration.ofSeconds(20), null));
    }

    private ModelRepository repository() {
        return store.repositories(new ModelCache(folder)).open("s3://bucket/m");
    }

    private RepositoryVersion listed() throws RepositoryException {
        return Objects.requireNonNull(repository().list(UploadRule.NO_WAIT).get(1L));
    }

    private static boolean isSecond(HttpExchange exchange) {
        return "bytes=33554432-67108863".equals(exchange.getRequestHeaders().getFirst("Range"));
    }

    private void refuseTheSecondPart() {
        server.fault(
                SHARD,
                exchange -> isSecond(exchange) && FaultyS3.error(exchange, 503, "SlowDown", "Please come again."));
    }

    private void cutOff() throws RepositoryException {
        refuseTheSecondPart();
        RepositoryVersion version = listed();
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class, () -> repository().fetch(version));
        assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
        server.fault(SHARD, exchange -> false);
    }

    /** What the store is asked by a fetch that has to succeed. */
    private List<String> askedNow(long downloaded) throws Exception {
        RepositoryVersion version = listed();
        List<String> before = server.requests();
        LongAdder counted = new LongAdder();
        try (LocalVersion local = repository().fetch(version, counted::add)) {
            assertThat(local.directory().resolve("variables/shard")).hasBinaryContent(CONTENT);
            assertThat(ContentManifest.of(local.directory()).digest()).isEqualTo(local.digest());
        }
        assertThat(counted.sum()).isEqualTo(downloaded);
        List<String> all = new ArrayList<>(server.requests());
        return all.subList(before.size(), all.size());
    }

    private void assertGoesOn() throws Exception {
        assertThat(askedNow(SECOND_AND_THIRD_BYTES))
                .containsExactly("GET ", "HEAD " + MODEL, "HEAD " + SHARD, SECOND, THIRD);
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("partial"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void fetch_storeFailedInTheMiddle_asksForTheRestOnly() throws Exception {
        cutOff();
        assertGoesOn();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void fetch_interruptedInTheMiddle_asksForTheRestOnly() throws Exception {
        Thread fetching = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        server.fault(SHARD, exchange -> isSecond(exchange) && hang(fetching::interrupt, ended));
        RepositoryVersion version = listed();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> repository().fetch(version));
        ended.countDown();
        server.fault(SHARD, exchange -> false);
        assertGoesOn();
    }

    @Test
    void fetch_storeClosedInTheMiddle_asksForTheRestOnly() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        server.fault(SHARD, exchange -> isSecond(exchange) && hang(store::close, ended));
        RepositoryVersion version = listed();
        assertThatExceptionOfType(RepositoryException.class)
                .isThrownBy(() -> repository().fetch(version));
        ended.countDown();
        server.fault(SHARD, exchange -> false);
        store = open();
        assertGoesOn();
    }

    @Test
    void fetch_processKilledInTheMiddle_asksForTheRestOnly() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        server.fault(SHARD, exchange -> isSecond(exchange) && hang(reached::countDown, ended));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fetching.class.getName(),
                        server.endpoint().toString(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
            ended.countDown();
        }
        server.fault(SHARD, exchange -> false);
        assertGoesOn();
    }

    private static boolean hang(Runnable then, CountDownLatch ended) {
        then.run();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @Test
    void fetch_partDamagedMeanwhile_asksForItAgain() throws Exception {
        cutOff();
        for (Path file : leftovers()) {
            if (file.endsWith("variables/shard")) {
                Files.write(file, new byte[32 << 20]);
            }
        }
        assertThat(askedNow(CONTENT.length)).contains(FIRST, SECOND, THIRD);
    }

    @Test
    void fetch_resumed_isComparedWithTheChecksumOfTheWhole() throws Exception {
        RunningChecksum right = ChecksumAlgorithm.CRC32C.start();
        right.update(CONTENT, 0, CONTENT.length);
        cutOff();
        server.header(SHARD, "x-amz-checksum-crc32c", Base64.getEncoder().encodeToString(right.value()));
        assertGoesOn();
    }

    @Test
    void fetch_resumedWithAWrongChecksum_isCorruptAndOnlyThatFileComesAgain() throws Exception {
        cutOff();
        server.header(MODEL, "x-amz-checksum-crc32c", "AAAAAA==");
        RepositoryVersion version = listed();
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class, () -> repository().fetch(version));
        assertThat(failure.kind()).isEqualTo(Kind.CORRUPT);
        RunningChecksum right = ChecksumAlgorithm.CRC32C.start();
        right.update("graph".getBytes(UTF_8), 0, 5);
        server.header(MODEL, "x-amz-checksum-crc32c", Base64.getEncoder().encodeToString(right.value()));
        int before = server.requests().size();
        repository().fetch(version).close();
        assertThat(server.requests().subList(before, server.requests().size()))
                .contains("GET " + MODEL)
                .doesNotContain(FIRST);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void fetch_cutOff_countsWhatCame() throws Exception {
        refuseTheSecondPart();
        RepositoryVersion version = listed();
        LongAdder counted = new LongAdder();
        assertThat(catchThrowableOfType(
                        RepositoryException.class, () -> repository().fetch(version, counted::add)))
                .isNotNull();
        assertThat(counted.sum()).isEqualTo(5 + (32 << 20));
    }

    @Test
    void fetch_revisionChangedMeanwhile_startsAfresh() throws Exception {
        cutOff();
        server.put(MODEL, "GRAPH");
        assertThat(askedNow(5L + CONTENT.length)).contains(FIRST, SECOND, THIRD);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void cached_storeGone_isWhatWasListedAndIsFetched() throws Exception {
        server.put("m/2/saved_model.pb", "graph of 2");
        server.put("m/3/saved_model.pb", "graph of 3");
        NavigableMap<Long, RepositoryVersion> listed = repository().list(UploadRule.NO_WAIT);
        repository().fetch(Objects.requireNonNull(listed.get(1L))).close();
        repository().fetch(Objects.requireNonNull(listed.get(3L))).close();
        server.close();
        assertThat(repository().cached().keySet()).containsExactly(1L, 3L);
        for (RepositoryVersion version : repository().cached().values()) {
            assertThat(version).isEqualTo(listed.get(version.number()));
            try (LocalVersion local = repository().fetch(version)) {
                assertThat(local.directory().resolve("saved_model.pb")).exists();
            }
        }
        assertThat(store.repositories(new ModelCache(folder))
                        .open("s3://bucket/other")
                        .cached())
                .isEmpty();
    }

    @Test
    void cached_versionWithdrawnBeforeTheStoreWent_isNotGiven() throws Exception {
        server.put("m/7/saved_model.pb", "bad graph");
        NavigableMap<Long, RepositoryVersion> listed = repository().list(UploadRule.NO_WAIT);
        repository().fetch(Objects.requireNonNull(listed.get(1L))).close();
        repository().fetch(Objects.requireNonNull(listed.get(7L))).close();
        assertThat(repository().cached()).containsOnlyKeys(1L, 7L);
        server.delete("m/7/saved_model.pb");
        assertThat(repository().list(UploadRule.NO_WAIT)).containsOnlyKeys(1L);
        server.close();
        assertThat(repository().cached()).containsOnlyKeys(1L);
    }

    @Test
    void cached_allWithdrawnBeforeTheStoreWent_isEmpty() throws Exception {
        repository().fetch(listed()).close();
        server.delete(MODEL);
        server.delete(SHARD);
        assertThat(catchThrowableOfType(
                                RepositoryException.class, () -> repository().list(UploadRule.NO_WAIT))
                        .kind())
                .isEqualTo(Kind.ABSENT);
        server.close();
        assertThat(repository().cached()).isEmpty();
    }

    @Test
    void cached_entryLost_isNotGiven() throws Exception {
        LocalVersion local = repository().fetch(listed());
        Files.delete(local.directory().resolve("saved_model.pb"));
        assertThat(repository().cached()).isEmpty();
    }

    @Test
    void cached_nothingThere_isEmpty() {
        assertThat(repository().cached()).isEmpty();
    }
}
