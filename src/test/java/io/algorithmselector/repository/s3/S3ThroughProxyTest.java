package io.algorithmselector.repository.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.demo.EmbeddedS3;
import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.Upload;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.cache.ModelCache;
import io.algorithmselector.testing.FaultProxy;
import io.algorithmselector.testing.FaultProxy.Exchange;
import io.algorithmselector.testing.FaultProxy.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A real S3 server, and a network between that does what networks do. */
@Timeout(120)
final class S3ThroughProxyTest {
    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test-secret-key";
    private static final String BUCKET = "featurestore";
    private static final String SHARD = "variables/variables.data-00000-of-00001";
    private static final UploadRule MINUTE = new UploadRule(null, Duration.ofMinutes(1));

    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Where listings have three pages. */
    private static final String PAGES = "pages";

    private static EmbeddedS3 server;

    @TempDir
    Path folder;

    private String prefix = UUID.randomUUID().toString();
    private FaultProxy proxy;
    private S3Store store;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedS3.start(0, ACCESS_KEY, SECRET_KEY);
        server.createBucket(BUCKET);
        // Empty objects that count as folders, so that nobody downloads them.
        for (int number = 0; number < 2_498; number++) {
            putStubbornly(PAGES + "/1/assets.extra/vocabulary-" + number + "/");
        }
    }

    /** Among thousands of requests one meets an idle connection that the busy server has just closed. */
    private static void putStubbornly(String key) {
        for (int attempt = 1; ; attempt++) {
            try {
                server.put(BUCKET, key, new byte[0]);
                return;
            } catch (SdkClientException e) {
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        TestCredentials.set(ACCESS_KEY, SECRET_KEY);
        proxy = new FaultProxy(server.endpoint());
        store = store(Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
        TestCredentials.clear();
    }

    private S3Store store(Duration silence) {
        return new S3Store(settings(silence));
    }

    private S3Settings settings(Duration silence) {
        return new S3Settings(proxy.endpoint(), "us-east-1", true, false, 4, Duration.ofSeconds(2), silence, null);
    }

    private ModelRepository repository(S3Store from) {
        return from.repositories(new ModelCache(folder)).open("s3://" + BUCKET + "/" + prefix);
    }

    private void put(String path, String content) {
        server.put(BUCKET, prefix + "/" + path, content.getBytes(UTF_8));
    }

    private void delete(String path) {
        server.delete(BUCKET, prefix + "/" + path);
    }

    /** @param mark what the files of one upload have in common */
    private void putModel(String version, String mark) {
        put(version + "/saved_model.pb", "graph " + mark);
        put(version + "/variables/variables.index", "index " + mark);
        put(version + "/" + SHARD, mark.repeat(100_000));
    }

    private void assertModel(LocalVersion local, String mark) {
        assertThat(local.directory().resolve("saved_model.pb")).hasContent("graph " + mark);
        assertThat(local.directory().resolve("variables/variables.index")).hasContent("index " + mark);
        assertThat(local.directory().resolve(SHARD)).hasContent(mark.repeat(100_000));
    }

    private RepositoryVersion listed(long number) throws RepositoryException {
        return Objects.requireNonNull(repository(store).list(UploadRule.NO_WAIT).get(number));
    }

    private RepositoryException fetchFailure(S3Store from, RepositoryVersion version) {
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class, () -> repository(from).fetch(version));
        assertThat(failure).as("a RepositoryException").isNotNull();
        assertThat(below(folder.resolve("entries"))).as("entries in the cache").isEmpty();
        return failure;
    }

    private static List<Path> below(Path directory) {
        try {
            return Files.exists(directory) ? ContentManifest.filesBelow(directory) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What may happen to an answer, and what it is taken for. */
    enum Network {
        RESET_BEFORE(Kind.NETWORK, Exchange::reset),
        RESET_WITHIN(Kind.NETWORK, exchange -> {
            exchange.sendWithout(10);
            exchange.reset();
        }),
        CUT_OFF(Kind.NETWORK, exchange -> exchange.sendWithout(10)),
        SILENT(Kind.NETWORK, Exchange::silence),
        SILENT_WITHIN(Kind.NETWORK, exchange -> {
            exchange.sendWithout(10);
            exchange.silence();
        }),
        TRICKLING(Kind.NETWORK, Network::trickle),
        FORBIDDEN(Kind.ACCESS, exchange -> exchange.send(403, "AccessDenied")),
        FAILED(Kind.NETWORK, exchange -> exchange.send(500, "InternalError")),
        THROTTLED(Kind.NETWORK, exchange -> exchange.send(503, "SlowDown")),
        NO_HTTP(Kind.NETWORK, exchange -> exchange.send("Welcome!\r\n\r\n".getBytes(UTF_8)));

        private final Kind kind;

        // A lambda that holds nothing.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Fault fault;

        Network(Kind kind, Fault fault) {
            this.kind = kind;
            this.fault = fault;
        }

        /** Never silent for long, and not done in hours. */
        private static void trickle(Exchange exchange) throws IOException {
            byte[] answer = exchange.answer();
            int body = new String(answer, ISO_8859_1).indexOf("\r\n\r\n") + 4;
            exchange.send(Arrays.copyOf(answer, body));
            for (int i = body; i < answer.length; i++) {
                exchange.send(new byte[] {answer[i]});
                sleep(50);
            }
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fetch_bodyNeverComesWhole_saysWhichAndLaterSucceeds(Network network) throws Exception {
        putModel("1", "a");
        RepositoryVersion version = listed(1);
        proxy.faults(shard(network.fault));
        try (S3Store hasty = store(Duration.ofMillis(700))) {
            RepositoryException failure = fetchFailure(hasty, version);
            assertThat(failure.kind()).isEqualTo(network.kind);
            assertThat(failure).hasMessageContaining("s3://" + BUCKET + "/" + prefix + "/1/" + SHARD);
        }
        proxy.faults(request -> Fault.NONE);
        assertModel(repository(store).fetch(version), "a");
    }

    @ParameterizedTest
    @EnumSource
    void list_answerNeverComesWhole_saysWhereAndLaterSucceeds(Network network) throws Exception {
        putModel("1", "a");
        proxy.faults(request -> network.fault);
        try (S3Store hasty = store(Duration.ofMillis(700))) {
            RepositoryException failure = catchThrowableOfType(
                    RepositoryException.class, () -> repository(hasty).list(UploadRule.NO_WAIT));
            assertThat(failure.kind()).isEqualTo(network.kind);
            assertThat(failure).hasMessageStartingWith("s3://" + BUCKET + "/" + prefix + ": ");
        }
        assertThat(Thread.interrupted()).isFalse();
        proxy.faults(request -> Fault.NONE);
        assertThat(repository(store).list(UploadRule.NO_WAIT)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET_BEFORE", "RESET_WITHIN", "CUT_OFF", "FAILED", "THROTTLED", "NO_HTTP"})
    void fetch_failsOnce_isTriedAgainAtOnce(Network network) throws Exception {
        putModel("1", "a");
        RepositoryVersion version = listed(1);
        AtomicInteger asked = new AtomicInteger();
        proxy.faults(shard(exchange -> (asked.incrementAndGet() == 1 ? network.fault : Fault.NONE).answer(exchange)));
        assertModel(repository(store).fetch(version), "a");
        assertThat(asked).hasValue(2);
    }

    @Test
    void read_bodyTrickles_endsInTime() {
        put("catalog.yaml", "models: {}" + " ".repeat(100_000));
        proxy.faults(request -> Network.TRICKLING.fault);
        try (S3Store hasty = store(Duration.ofMillis(700))) {
            RepositoryException failure = catchThrowableOfType(
                    RepositoryException.class,
                    () -> hasty.objects().read("s3://" + BUCKET + "/" + prefix + "/catalog.yaml"));
            assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
            assertThat(failure)
                    .hasMessageContaining("catalog.yaml")
                    .hasMessageContaining("bytes of the body arrived in");
        }
    }

    @Test
    void fetch_bodyCorrupted_isToldByTheEntityTag() throws Exception {
        putModel("1", "a");
        proxy.faults(shard(exchange -> {
            byte[] answer = exchange.answer();
            answer[answer.length - 7] ^= 1;
            exchange.send(answer);
        }));
        RepositoryException failure = fetchFailure(store, listed(1));
        assertThat(failure.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(failure).hasMessageContaining(SHARD).hasMessageContaining("checksum");
        proxy.faults(request -> Fault.NONE);
        assertModel(repository(store).fetch(listed(1)), "a");
    }

    @Test
    void fetch_partCorrupted_isToldByTheEntityTagOfTheWhole() throws Exception {
        put("1/saved_model.pb", "graph");
        server.put(BUCKET, prefix + "/1/" + SHARD, new byte[(int) S3Download.PART_BYTES + 1]);
        put("1/variables/variables.index", "index");
        AtomicInteger asked = new AtomicInteger();
        proxy.faults(shard(exchange -> {
            byte[] answer = exchange.answer();
            if (!exchange.isHead() && asked.incrementAndGet() == 1) {
                answer[answer.length - 1] ^= 1;
            }
            exchange.send(answer);
        }));
        assertThat(fetchFailure(store, listed(1)).kind()).isEqualTo(Kind.CORRUPT);
        assertThat(repository(store).fetch(listed(1)).bytes()).isEqualTo(5 + 5 + S3Download.PART_BYTES + 1);
    }

    @Test
    void fetch_bandwidthLimited_allDownloadsShareIt() throws Exception {
        putModel("1", "a");
        putModel("2", "b");
        S3Settings limited = settings(Duration.ofSeconds(10)).withBytesPerSecond(100_000L);
        try (S3Store slow = new S3Store(limited);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime();
            Future<LocalVersion> first = threads.submit(() -> repository(slow).fetch(listed(1)));
            Future<LocalVersion> second = threads.submit(() -> repository(slow).fetch(listed(2)));
            assertModel(first.get(), "a");
            assertModel(second.get(), "b");
            // 200,000 bytes, of which a moment's are free
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1_900));
        }
    }

    @Test
    void fetch_interruptedWhileHeldBack_endsAtOnce() throws Exception {
        putModel("1", "a");
        RepositoryVersion version = listed(1);
        try (S3Store slow = new S3Store(settings(Duration.ofSeconds(10)).withBytesPerSecond(1_024L))) {
            Thread fetching = Thread.currentThread();
            proxy.faults(shard(exchange -> {
                Fault.NONE.answer(exchange);
                sleep(200);
                fetching.interrupt();
            }));
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> repository(slow).fetch(version));
        }
    }

    private Function<String, Fault> shard(Fault fault) {
        return request -> request.contains("/1/" + SHARD) ? fault : Fault.NONE;
    }

    @Test
    void fetch_versionDeletedDuringItsDownload_isAChangeAndLeavesNothing() throws Exception {
        putModel("1", "a");
        RepositoryVersion version = listed(1);
        proxy.faults(shard(exchange -> {
            List.of("saved_model.pb", "variables/variables.index", SHARD).forEach(file -> delete("1/" + file));
            Fault.NONE.answer(exchange);
        }));
        assertThat(fetchFailure(store, version).kind()).isEqualTo(Kind.CHANGED);
        assertThat(contents()).isEmpty();
    }

    @Test
    void fetch_versionOverwrittenDuringItsDownload_isAChangeAndNoMix() throws Exception {
        putModel("1", "a");
        RepositoryVersion version = listed(1);
        proxy.faults(shard(exchange -> {
            putModel("1", "b");
            Fault.NONE.answer(exchange);
        }));
        assertThat(fetchFailure(store, version).kind()).isEqualTo(Kind.CHANGED);
        assertThat(contents()).isEmpty();
        proxy.faults(request -> Fault.NONE);
        assertModel(repository(store).fetch(listed(1)), "b");
    }

    /** Whatever lies in the cache of a version's files. */
    private List<Path> contents() {
        return below(folder).stream()
                .filter(file ->
                        Stream.of("saved_model.pb", SHARD, "variables.index").anyMatch(file::endsWith))
                .toList();
    }

    @Test
    void list_versionReplacedBetweenPages_isNeverFetchedAsAMix() throws Exception {
        putOverTwoPages("a");
        onSecondPage(() -> putBothEnds("b"));
        RepositoryVersion mixed = listed(1);
        RepositoryException failure = fetchFailure(store, mixed);
        assertThat(failure.kind()).isEqualTo(Kind.CHANGED);
        assertBothEnds(repository(store).fetch(listed(1)), "b");
    }

    @Test
    void list_versionDeletedBetweenPages_isNoVersionOrAChange() throws Exception {
        putOverTwoPages("a");
        onSecondPage(() -> delete("1/saved_model.pb"));
        assertThat(repository(store).list(UploadRule.NO_WAIT)).isEmpty();
        putBothEnds("a");
        onSecondPage(() -> delete("1/assets.extra/first"));
        RepositoryVersion without = listed(1);
        assertThat(fetchFailure(store, without).kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void list_versionsAddedBetweenPages_areSeenNowOrNextTime() throws Exception {
        putOverTwoPages("a");
        onSecondPage(() -> {
            putModel("0", "a");
            putModel("2", "a");
        });
        assertThat(repository(store).list(UploadRule.NO_WAIT).keySet()).containsExactly(1L, 2L);
        assertBothEnds(repository(store).fetch(listed(1)), "a");
        assertThat(repository(store).list(UploadRule.NO_WAIT).keySet()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void fetch_versionReplacedWhileItIsListedAgain_isAChange() throws Exception {
        putOverTwoPages("a");
        RepositoryVersion version = listed(1);
        onSecondPage(() -> putBothEnds("b"));
        assertThat(fetchFailure(store, version).kind()).isEqualTo(Kind.CHANGED);
        assertThat(contents()).isEmpty();
    }

    @Test
    void fetch_fileOfTheFirstPageReplacedWhileTheSecondIsListed_isAChange() throws Exception {
        putOverTwoPages("a");
        RepositoryVersion version = listed(1);
        // The listing is the one that was seen before; the file is not.
        onSecondPage(() -> put("1/assets.extra/first", "b"));
        assertThat(fetchFailure(store, version).kind()).isEqualTo(Kind.CHANGED);
        assertThat(contents()).isEmpty();
    }

    /** Moves to the shared place, whose version 1 begins on the first page and ends on the last. */
    private void putOverTwoPages(String mark) {
        prefix = PAGES;
        for (String file : List.of("saved_model.pb", "variables/variables.index", SHARD)) {
            delete("0/" + file);
            delete("2/" + file);
        }
        putBothEnds(mark);
    }

    private void putBothEnds(String mark) {
        put("1/assets.extra/first", mark);
        put("1/saved_model.pb", "graph " + mark);
    }

    private static void assertBothEnds(LocalVersion local, String mark) {
        assertThat(local.directory().resolve("assets.extra/first")).hasContent(mark);
        assertThat(local.directory().resolve("saved_model.pb")).hasContent("graph " + mark);
    }

    /** Does something, once, after the first page of a listing has been sent and before the second is made. */
    private void onSecondPage(Runnable change) {
        AtomicInteger seconds = new AtomicInteger();
        proxy.faults(request -> exchange -> {
            if (request.contains("continuation-token=") && seconds.incrementAndGet() == 1) {
                change.run();
            }
            Fault.NONE.answer(exchange);
        });
    }

    @Test
    void list_age_isToldByTheStoresClock() throws Exception {
        putModel("1", "a");
        assertThat(upload()).isInstanceOf(Upload.Settling.class);
        proxy.faults(request -> dated(Duration.ofHours(1)));
        assertThat(upload()).isEqualTo(new Upload.Complete());
        proxy.faults(request -> dated(Duration.ofHours(-1)));
        assertThat(upload()).isInstanceOf(Upload.Settling.class);
    }

    @Test
    void list_severalPages_areAsOldAsTheFirstOneTells() throws Exception {
        putOverTwoPages("a");
        proxy.faults(request -> request.contains("continuation-token=") ? dated(Duration.ofHours(1)) : Fault.NONE);
        assertThat(upload()).isInstanceOf(Upload.Settling.class);
        proxy.faults(request -> dated(Duration.ofHours(1)));
        assertThat(upload()).isEqualTo(new Upload.Complete());
    }

    @Test
    void list_storesClockPutBack_settlesByBeingSeen() throws Exception {
        putModel("1", "a");
        proxy.faults(request -> dated(Duration.ofHours(-1)));
        ModelRepository repository = repository(store);
        UploadRule moment = new UploadRule(null, Duration.ofMillis(300));
        assertThat(repository.list(moment).get(1L)).extracting("upload").isInstanceOf(Upload.Settling.class);
        Thread.sleep(350);
        assertThat(repository.list(moment).get(1L)).extracting("upload").isEqualTo(new Upload.Complete());
    }

    /** A store that is an hour ahead, as every store is to a machine whose clock is an hour slow. */
    @Test
    void list_thisMachinesClockIsWrong_isSignedByTheStoresTime() throws Exception {
        Duration wrong = Duration.ofHours(1);
        AtomicInteger refused = new AtomicInteger();
        proxy.faults(request -> exchange -> {
            ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).plus(wrong);
            Instant signed = Instant.from(AMZ_DATE.parse(exchange.header("x-amz-date")));
            boolean skewed = Duration.between(signed, now).abs().compareTo(Duration.ofMinutes(15)) > 0;
            refused.addAndGet(skewed ? 1 : 0);
            String body = skewed
                    ? "<Error><Code>RequestTimeTooSkewed</Code></Error>"
                    : "<ListBucketResult><Contents><Key>" + prefix
                            + "/1/saved_model.pb</Key><Size>5</Size><ETag>\"e\"</ETag>"
                            + "</Contents></ListBucketResult>";
            exchange.send(("HTTP/1.1 " + (skewed ? 403 : 200) + " Answered\r\nDate: "
                            + DateTimeFormatter.RFC_1123_DATE_TIME.format(now) + "\r\nContent-Type: application/xml"
                            + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                    .getBytes(UTF_8));
        });
        assertThat(repository(store).list(UploadRule.NO_WAIT)).containsOnlyKeys(1L);
        assertThat(refused).hasValue(1);
    }

    private Upload upload() throws RepositoryException {
        return Objects.requireNonNull(repository(store).list(MINUTE).get(1L)).upload();
    }

    /** The server's answer, as if its clock were wrong. */
    private static Fault dated(Duration wrong) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(wrong));
        return exchange -> exchange.send(new String(exchange.answer(), ISO_8859_1)
                .replaceFirst("\r\nDate: [^\r]*", "\r\nDate: " + date)
                .getBytes(ISO_8859_1));
    }

    /** What one look at a model costs, as docs/operations.md tells it. */
    @Test
    void list_2500Keys_areThreeRequests(TestReporter report) throws Exception {
        putOverTwoPages("a");
        ModelRepository repository = repository(store);
        repository.list(UploadRule.NO_WAIT);
        int before = proxy.requests().size();
        long bytes = proxy.sentBytes();
        long start = System.nanoTime();
        assertThat(repository.list(UploadRule.NO_WAIT)).hasSize(1);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        List<String> poll = proxy.requests().subList(before, proxy.requests().size());
        assertThat(poll).hasSize(3).allMatch(request -> request.startsWith("GET /" + BUCKET + "?"));
        report.publishEntry(
                "poll",
                "2500 keys, " + poll.size() + " requests, " + (proxy.sentBytes() - bytes) + " bytes, " + time.toMillis()
                        + " ms");
    }
}
