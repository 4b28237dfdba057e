package io.algorithmselector.repository.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.net.httpserver.HttpExchange;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.cache.ModelCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the adapter says and leaves behind when the store, or what lies between, does not do what it should. */
@Timeout(60)
final class S3FaultTest {
    private static final String SHARD = "m/1/variables/shard";

    /** Of a server that is silent only because the machine is busy. */
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private static final Duration IMPATIENT = Duration.ofMillis(500);

    @TempDir
    Path folder;

    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger standing = new AtomicInteger();
    private FaultyS3 server;
    private S3Store store;

    @BeforeEach
    void start() throws IOException {
        TestCredentials.set("key", "secret");
        server = new FaultyS3();
        store = store(server.endpoint(), PATIENT);
        server.put("m/1/saved_model.pb", "graph");
        server.put(SHARD, "0123456789");
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
        TestCredentials.clear();
    }

    private static S3Store store(URI endpoint, Duration readTimeout) {
        return new S3Store(
                new S3Settings(endpoint, "us-east-1", true, false, 4, Duration.ofSeconds(2), readTimeout, null));
    }

    private ModelRepository repository() {
        return store.repositories(new ModelCache(folder)).open("s3://bucket/m");
    }

    private RepositoryVersion listed() throws RepositoryException {
        return Objects.requireNonNull(repository().list(UploadRule.NO_WAIT).get(1L));
    }

    private RepositoryException fetchFailure() throws RepositoryException {
        return fetchFailure(listed());
    }

    private RepositoryException fetchFailure(RepositoryVersion version) {
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class, () -> repository().fetch(version));
        assertThat(failure).as("a RepositoryException").isNotNull();
        boolean goesOnLater = Set.of(Kind.NETWORK, Kind.ACCESS, Kind.CORRUPT).contains(failure.kind());
        assertThat(leftovers())
                .as("what a failed download leaves")
                .allMatch(file -> goesOnLater && file.startsWith(folder.resolve("partial")));
        return failure;
    }

    private RepositoryException listFailure() {
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class, () -> repository().list(UploadRule.NO_WAIT));
        assertThat(failure).as("a RepositoryException").isNotNull();
        return failure;
    }

    private List<Path> leftovers() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(folder.resolve("locks")))
                    .filter(file -> !file.startsWith(folder.resolve("listed")))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, ACCESS, access is refused",
        "403, InvalidAccessKeyId, ACCESS, access is refused",
        "400, ExpiredToken, ACCESS, access is refused",
        "403, RequestTimeTooSkewed, ACCESS, access is refused because this machine's clock and the store's differ too much",
        "404, NoSuchBucket, ABSENT, there is no bucket bucket",
        "301, PermanentRedirect, ACCESS, the bucket lies in another region",
        "500, InternalError, NETWORK, the store cannot answer now",
        "503, SlowDown, NETWORK, the store cannot answer now"
    })
    void list_refused_saysWhatWhereAndWhy(int status, String code, Kind kind, String words) {
        server.fault("", exchange -> FaultyS3.error(exchange, status, code, "Because."));
        RepositoryException failure = listFailure();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage("s3://bucket/m: " + words + " (" + status + " " + code + ": Because.)");
    }

    @Test
    void list_bucketElsewhere_namesTheRegion() {
        server.fault("", exchange -> {
            exchange.getResponseHeaders().set("x-amz-bucket-region", "eu-central-2");
            return FaultyS3.error(exchange, 301, "PermanentRedirect", "Use the endpoint.");
        });
        assertThat(listFailure()).hasMessageContaining("another region, eu-central-2");
    }

    @Test
    void list_noXml_isNoAnswer() {
        server.fault("", exchange -> {
            FaultyS3.send(exchange, 200, "<html>Please log in<br></html>".getBytes(UTF_8));
            return true;
        });
        assertThat(listFailure().kind()).isEqualTo(Kind.NETWORK);
    }

    @Test
    void list_throttledOnce_triesAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.fault(
                "",
                exchange -> asked.incrementAndGet() == 1
                        && FaultyS3.error(exchange, 503, "SlowDown", "Please reduce your request rate."));
        assertThat(repository().list(UploadRule.NO_WAIT)).hasSize(1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void list_deadEndpoint_isNetwork() throws IOException {
        URI dead = server.endpoint();
        server.close();
        try (S3Store unreachable = store(dead, PATIENT)) {
            ModelRepository repository =
                    unreachable.repositories(new ModelCache(folder)).open("s3://bucket/m");
            RepositoryException failure =
                    catchThrowableOfType(RepositoryException.class, () -> repository.list(UploadRule.NO_WAIT));
            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure).hasMessageContaining("s3://bucket/m: the connection failed: ConnectException");
        }
    }

    @Test
    void list_silentEndpoint_endsInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                S3Store waiting = store(URI.create("http://127.0.0.1:" + silent.getLocalPort()), IMPATIENT)) {
            ModelRepository repository =
                    waiting.repositories(new ModelCache(folder)).open("s3://bucket/m");
            RepositoryException failure =
                    catchThrowableOfType(RepositoryException.class, () -> repository.list(UploadRule.NO_WAIT));
            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure).hasMessageContaining("the connection failed: SocketTimeoutException");
        }
    }

    @Test
    void list_manyKeys_asksOncePerThousand() throws Exception {
        for (int i = 0; i < 2_500; i++) {
            server.put("m/2/assets/" + i, "");
        }
        server.put("m/2/saved_model.pb", "graph");
        assertThat(repository().list(UploadRule.NO_WAIT)).hasSize(2);
        assertThat(server.requests()).hasSize(3).allMatch(request -> request.equals("GET "));
    }

    @Test
    void list_keyCountAMultipleOfAPage_asksNoMore() throws Exception {
        for (int i = 0; i < 1_998; i++) {
            server.put("m/2/assets/" + i, "");
        }
        assertThat(repository().list(UploadRule.NO_WAIT)).hasSize(1);
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../outside", "assets/../../../outside", "/etc/outside", "a//outside", "a\\outside", "./o"})
    void fetch_keyThatIsNoPath_isRefusedByNameAndTheOthersServe(String name) throws Exception {
        server.put("m/2/saved_model.pb", "graph");
        server.put("m/1/" + name, "evil");
        RepositoryException failure = fetchFailure();
        assertThat(failure.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(failure).hasMessageStartingWith("s3://bucket/m/1 is refused").hasMessageContaining(name);
        RepositoryVersion second =
                Objects.requireNonNull(repository().list(UploadRule.NO_WAIT).get(2L));
        assertThat(repository().fetch(second).directory().resolve("saved_model.pb"))
                .hasContent("graph");
        assertThat(leftovers()).noneMatch(file -> file.endsWith("outside"));
    }

    @Test
    void fetch_keyBelowAnother_isRefused() throws Exception {
        server.put("m/1/assets", "a file");
        server.put("m/1/assets/a", "in it");
        assertThat(fetchFailure()).hasMessageContaining("'assets' is a file and a folder");
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, ACCESS",
        "404, NoSuchKey, CHANGED",
        "412, PreconditionFailed, CHANGED",
        "503, SlowDown, NETWORK"
    })
    void fetch_objectRefused_saysWhatAndWhich(int status, String code, Kind kind) throws Exception {
        server.fault(SHARD, exchange -> FaultyS3.error(exchange, status, code, "Because."));
        RepositoryException failure = fetchFailure();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining("s3://bucket/" + SHARD).hasMessageContaining(code);
    }

    @Test
    void fetch_objectReplacedDuringTheDownload_isAChange() throws Exception {
        server.fault(SHARD, exchange -> {
            server.put(SHARD, "9876543210");
            return false;
        });
        RepositoryException failure = fetchFailure();
        assertThat(failure.kind()).isEqualTo(Kind.CHANGED);
        assertThat(failure).hasMessageContaining("s3://bucket/" + SHARD + ": the object has changed");
    }

    @Test
    void fetch_objectDeletedDuringTheDownload_isAChange() throws Exception {
        server.fault(SHARD, exchange -> {
            server.delete(SHARD);
            return false;
        });
        assertThat(fetchFailure().kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void fetch_bodyCutOffOnce_startsOver() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.fault(SHARD, exchange -> asked.incrementAndGet() == 1 && cutOff(exchange));
        Path directory = repository().fetch(listed()).directory();
        assertThat(directory.resolve("variables/shard")).hasContent("0123456789");
        assertThat(asked).hasValue(2);
    }

    @Test
    void fetch_bodyAlwaysCutOff_isNetwork() throws Exception {
        server.fault(SHARD, S3FaultTest::cutOff);
        RepositoryException failure = fetchFailure();
        assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
        assertThat(failure).hasMessageContaining("s3://bucket/" + SHARD + ": the connection failed");
    }

    private static boolean cutOff(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 10);
        exchange.getResponseBody().write("01234".getBytes(UTF_8));
        exchange.getResponseBody().flush();
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789A", "01234", ""})
    void fetch_bodyOfAnotherLength_isCorrupt(String body) throws Exception {
        server.fault(SHARD, exchange -> {
            FaultyS3.send(exchange, 200, body.getBytes(UTF_8));
            return true;
        });
        RepositoryException failure = fetchFailure();
        assertThat(failure.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(failure).hasMessageContaining("s3://bucket/" + SHARD);
    }

    @Test
    void fetch_connectionLost_isNetwork() throws Exception {
        server.fault(SHARD, exchange -> {
            exchange.close();
            return true;
        });
        assertThat(fetchFailure().kind()).isEqualTo(Kind.NETWORK);
    }

    @Test
    void fetch_bodyThatStops_isNetwork() throws Exception {
        store.close();
        store = store(server.endpoint(), IMPATIENT);
        CountDownLatch ended = new CountDownLatch(1);
        server.fault(SHARD, exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write('0');
            exchange.getResponseBody().flush();
            await(ended);
            return true;
        });
        RepositoryException failure = fetchFailure();
        ended.countDown();
        assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
        assertThat(failure).hasMessageContaining(SHARD).hasMessageContaining("SocketTimeoutException");
    }

    @Test
    void fetch_interruptedWhileABodyStops_endsAtOnce() throws Exception {
        try (S3Store patient = new S3Store(new S3Settings(
                server.endpoint(), "us-east-1", true, false, 4, Duration.ofMinutes(5), Duration.ofMinutes(5), null))) {
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            server.fault(SHARD, exchange -> {
                exchange.sendResponseHeaders(200, 10);
                exchange.getResponseBody().write('0');
                exchange.getResponseBody().flush();
                reached.countDown();
                await(ended);
                return true;
            });
            ModelRepository repository =
                    patient.repositories(new ModelCache(folder)).open("s3://bucket/m");
            RepositoryVersion version = listed();
            Thread fetching = Thread.currentThread();
            Thread.ofVirtual().start(() -> {
                await(reached);
                fetching.interrupt();
            });
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> repository.fetch(version));
            ended.countDown();
            assertThat(leftovers()).allMatch(file -> file.startsWith(folder.resolve("partial")));
        }
    }

    @Test
    void fetch_storeClosedWhileABodyStops_endsAtOnce() throws Exception {
        // One thread, so that the other transfers still wait for it.
        S3Store single = new S3Store(new S3Settings(
                server.endpoint(), "us-east-1", true, false, 1, Duration.ofMinutes(5), Duration.ofMinutes(5), null));
        CountDownLatch ended = new CountDownLatch(1);
        server.fault("m/1/saved_model.pb", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write('g');
            exchange.getResponseBody().flush();
            single.close();
            await(ended);
            return true;
        });
        ModelRepository repository = single.repositories(new ModelCache(folder)).open("s3://bucket/m");
        RepositoryVersion version = listed();
        RepositoryException failure = catchThrowableOfType(RepositoryException.class, () -> repository.fetch(version));
        ended.countDown();
        assertThat(failure).hasMessageContaining("given up");
        assertThat(leftovers()).allMatch(file -> file.startsWith(folder.resolve("partial")));
    }

    @Test
    void fetch_diskFullInTheMiddleOfABody_isLocal() throws Exception {
        server.put(SHARD, new byte[100 << 10]);
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(160 << 10)
                .setBlockSize(1 << 10)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            server.fault(SHARD, exchange -> {
                Files.write(disk.getPath("/somebody-elses"), new byte[100 << 10]);
                return false;
            });
            ModelCache cache = new ModelCache(disk.getPath("/cache"));
            RepositoryException failure = catchThrowableOfType(
                    RepositoryException.class,
                    () -> store.repositories(cache).open("s3://bucket/m").fetch(listed()));
            assertThat(failure.kind()).isEqualTo(Kind.LOCAL);
            assertThat(failure).hasMessageContaining("variables/shard").hasMessageContaining("disk space");
        }
    }

    /** As many bodies as there are threads for stand still; another version's fetch gets as far as its listing all the same. */
    @Test
    void fetch_whileAnotherTakesAllThreads_listsItsVersionAtOnce() throws Exception {
        for (int file = 0; file < 20; file++) {
            server.put("m/1/assets/" + file, "asset");
            server.fault("m/1/assets/" + file, exchange -> standStill());
        }
        server.put("n/1/saved_model.pb", "graph");
        RepositoryVersion large = listed();
        ModelRepository other =
                store.repositories(new ModelCache(folder.resolve("other"))).open("s3://bucket/n");
        RepositoryVersion small =
                Objects.requireNonNull(other.list(UploadRule.NO_WAIT).get(1L));
        server.put("n/1/saved_model.pb", "another graph");
        Thread fetching = Thread.ofVirtual().start(() -> {
            try {
                repository().fetch(large).close();
            } catch (RepositoryException | InterruptedException expected) {
                Thread.currentThread().interrupt();
            }
        });
        while (standing.get() < 4) {
            Thread.sleep(5);
        }
        RepositoryException failure = catchThrowableOfType(RepositoryException.class, () -> other.fetch(small));
        assertThat(failure.kind()).isEqualTo(Kind.CHANGED);
        assertThat(standing).as("requests of the large download").hasValue(4);
        fetching.interrupt();
        fetching.join();
        go.countDown();
    }

    private boolean standStill() {
        standing.incrementAndGet();
        await(go);
        return true;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The checksums of "0123456789", as Python's zlib and hashlib and a bitwise CRC give them. */
    @ParameterizedTest
    @CsvSource({
        "crc32, poTHxg==",
        "crc32c, KAwGng==",
        "crc64nvme, Ffmx7kz9nB0=",
        "sha1, h6zsF82dzSCnFsws9nQXtxyKcBY=",
        "sha256, hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=",
        "sha512, u5bC/EDS1UYX1vJ2/r5XH2I6ja3wtzSFUpmw4Qf9oyz2tp8toys2RF1zaQuTy9D3v8IOD38oVT0qRCjyO3FukA==",
        "md5, eB5eJF1ptWaXm4bijSPyxw=="
    })
    void fetch_rightChecksum_passes(String algorithm, String value) throws Exception {
        server.header(SHARD, "x-amz-checksum-" + algorithm, value);
        assertThat(repository().fetch(listed()).directory().resolve("variables/shard"))
                .hasContent("0123456789");
    }

    @ParameterizedTest
    @CsvSource({
        "crc32, AAAAAA==",
        "crc32c, AAAAAA==",
        "crc64nvme, AAAAAAAAAAA=",
        "sha1, AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    })
    void fetch_wrongChecksum_isCorrupt(String algorithm, String value) throws Exception {
        server.header(SHARD, "x-amz-checksum-" + algorithm, value);
        RepositoryException failure = fetchFailure();
        assertThat(failure.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(failure).hasMessageContaining("s3://bucket/" + SHARD).hasMessageContaining("checksum");
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC64NVME", "CRC32", "SHA256"})
    void fetch_largeObject_isComparedWithTheChecksumOfTheWhole(ChecksumAlgorithm algorithm) throws Exception {
        byte[] large = new byte[(int) S3Download.PART_BYTES + 1];
        new Random(7).nextBytes(large);
        RunningChecksum right = algorithm.start();
        right.update(large, 0, large.length);
        String header = "x-amz-checksum-" + algorithm.name().toLowerCase(Locale.ROOT);
        server.put(SHARD, large);
        server.header(SHARD, header, "AAAAAA==");
        assertThat(fetchFailure().kind()).isEqualTo(Kind.CORRUPT);
        server.header(SHARD, header, Base64.getEncoder().encodeToString(right.value()));
        assertThat(repository().fetch(listed()).bytes()).isEqualTo(5 + large.length);
        assertThat(server.requests())
                .contains(
                        "HEAD " + SHARD,
                        "GET " + SHARD + " bytes=0-33554431",
                        "GET " + SHARD + " bytes=33554432-33554432");
    }

    @Test
    void fetch_everyRead_carriesTheListedTag() throws Exception {
        server.fault(SHARD, exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("If-Match"))
                    .isEqualTo(FaultyS3.eTag("0123456789".getBytes(UTF_8)));
            assertThat(exchange.getRequestHeaders().getFirst("x-amz-checksum-mode"))
                    .isEqualTo("ENABLED");
            return false;
        });
        repository().fetch(listed());
    }

    @Test
    void read_tooLarge_isRefused() {
        server.put("catalog.yaml", new byte[(16 << 20) + 1]);
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class, () -> store.objects().read("s3://bucket/catalog.yaml"));
        assertThat(failure).hasMessageContaining("s3://bucket/catalog.yaml has more than 16777216 bytes");
    }
}
