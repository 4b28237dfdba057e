package io.algorithmselector.repository.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.algorithmselector.demo.EmbeddedS3;
import io.algorithmselector.repository.ContentManifest;
import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.UploadRuleContract;
import io.algorithmselector.repository.cache.ModelCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The contract, and what only S3 has, against a real server. */
final class S3RepositoryTest extends UploadRuleContract {
    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test-secret-key";

    private static EmbeddedS3 server;

    @TempDir
    Path folder;

    private final String prefix = "models/" + UUID.randomUUID();
    private S3Store store;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedS3.start(0, ACCESS_KEY, SECRET_KEY);
        server.createBucket("featurestore");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void openStore() {
        TestCredentials.set(ACCESS_KEY, SECRET_KEY);
        store = new S3Store(settings(false));
    }

    @AfterEach
    void closeStore() {
        store.close();
        TestCredentials.clear();
    }

    private static S3Settings settings(boolean anonymous) {
        return new S3Settings(
                server.endpoint(),
                "us-east-1",
                true,
                anonymous,
                4,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                null);
    }

    private ModelRepository open(String basePath) {
        return store.repositories(new ModelCache(folder)).open(basePath);
    }

    @Override
    protected ModelRepository repository() {
        return open("s3://featurestore/" + prefix);
    }

    @Override
    protected ModelRepository absent() {
        return open("s3://featurestore/" + prefix + "/absent");
    }

    @Override
    protected void put(String path, byte[] content) {
        server.put("featurestore", prefix + "/" + path, content);
    }

    @Override
    protected void delete(String path) {
        server.delete("featurestore", prefix + "/" + path);
    }

    @Test
    void list_neighbourWhoseNameBeginsTheSame_isNotSeen() throws Exception {
        putModel("1");
        server.put("featurestore", prefix + "-new/2/saved_model.pb", new byte[1]);
        assertThat(repository().list(UploadRule.NO_WAIT).keySet()).containsExactly(1L);
    }

    @Test
    void list_folderMarkers_areNoFiles() throws Exception {
        putModel("1");
        String before = listed(1).revision();
        for (String marker : List.of("", "1/", "1/assets/", "2/")) {
            put(marker, new byte[0]);
        }
        assertThat(repository().list(UploadRule.NO_WAIT).keySet()).containsExactly(1L);
        assertThat(listed(1).revision()).isEqualTo(before);
        assertThat(fetch(1).digest()).isEqualTo(MODEL_DIGEST);
    }

    @Test
    void list_folderMarkerAlone_isAnEmptyRepository() throws Exception {
        put("", new byte[0]);
        assertThat(repository().list(UploadRule.NO_WAIT)).isEmpty();
    }

    @Test
    void list_wholeBucket_findsVersionsAtItsRoot() throws Exception {
        server.createBucket("root-of-models");
        server.put("root-of-models", "3/saved_model.pb", "graph".getBytes(UTF_8));
        assertThat(open("s3://root-of-models/").list(UploadRule.NO_WAIT).keySet())
                .containsExactly(3L);
    }

    @Test
    void list_missingBucket_isAbsentAndNamed() {
        RepositoryException failure =
                failure(() -> open("s3://no-such-bucket/models").list(UploadRule.NO_WAIT));
        assertThat(failure.kind()).isEqualTo(Kind.ABSENT);
        assertThat(failure).hasMessageContaining("s3://no-such-bucket/models: there is no bucket no-such-bucket");
    }

    @Test
    void list_wrongSecret_isRefusedWithoutShowingIt() {
        TestCredentials.set(ACCESS_KEY, "wrong-secret-key");
        RepositoryException failure = failure(() -> repository().list(UploadRule.NO_WAIT));
        assertThat(failure.kind()).isEqualTo(Kind.ACCESS);
        assertThat(failure).hasMessageContaining("s3://featurestore/" + prefix + ": access is refused (403");
        assertThat(allMessages(failure)).doesNotContain("wrong-secret-key").doesNotContain(SECRET_KEY);
    }

    @Test
    void list_withoutCredentials_isRefused() {
        try (S3Store anonymous = new S3Store(settings(true))) {
            ModelRepository repository =
                    anonymous.repositories(new ModelCache(folder)).open("s3://featurestore/" + prefix);
            RepositoryException failure = failure(() -> repository.list(UploadRule.NO_WAIT));
            assertThat(failure.kind()).isEqualTo(Kind.ACCESS);
            assertThat(failure).hasMessageContaining("access without credentials is refused");
        }
    }

    @Test
    void fetch_largeObject_arrivesInParts() throws Exception {
        byte[] large = random((int) (S3Download.PART_BYTES + 12_345));
        put("1/saved_model.pb", new byte[] {1});
        put("1/variables/variables.data-00000-of-00001", large);
        LocalVersion local = fetch(1);
        assertThat(local.directory().resolve("variables/variables.data-00000-of-00001"))
                .hasBinaryContent(large);
        assertThat(ContentManifest.of(local.directory()).digest()).isEqualTo(local.digest());
    }

    @Test
    void fetch_uploadInParts_isCheckedAgainstItsCompositeChecksum() throws Exception {
        byte[] content = random(11 << 20);
        put("1/saved_model.pb", new byte[] {1});
        uploadInParts("1/variables/shard", content, ChecksumAlgorithm.CRC32_C);
        assertThat(fetch(1).directory().resolve("variables/shard")).hasBinaryContent(content);
    }

    private void uploadInParts(String path, byte[] content, ChecksumAlgorithm algorithm) {
        S3Client client = server.client();
        String key = prefix + "/" + path;
        String id = client.createMultipartUpload(
                        upload -> upload.bucket("featurestore").key(key).checksumAlgorithm(algorithm))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int offset = 0; offset < content.length; offset += 5 << 20) {
            int number = parts.size() + 1;
            byte[] part = Arrays.copyOfRange(content, offset, Math.min(content.length, offset + (5 << 20)));
            var response = client.uploadPart(
                    upload -> upload.bucket("featurestore")
                            .key(key)
                            .uploadId(id)
                            .partNumber(number)
                            .checksumAlgorithm(algorithm),
                    RequestBody.fromBytes(part));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(response.eTag())
                    .checksumCRC32C(response.checksumCRC32C())
                    .build());
        }
        client.completeMultipartUpload(upload -> upload.bucket("featurestore")
                .key(key)
                .uploadId(id)
                .multipartUpload(completed -> completed.parts(parts)));
    }

    @Test
    void fetch_sameVersionWithStoreGone_comesFromTheCache() throws Exception {
        putModel("1");
        var version = listed(1);
        LocalVersion fetched = repository().fetch(version);
        for (String file : filesOf(fetched.directory()).keySet()) {
            delete("1/" + file);
        }
        LocalVersion again = repository()
                .fetch(
                        version,
                        bytes -> assertThat(bytes).as("bytes from the store").isZero());
        assertThat(again.directory()).isEqualTo(fetched.directory());
    }

    @Test
    void fetch_twoVersionsOfTheSameContent_shareAnEntry() throws Exception {
        putModel("1");
        putModel("2");
        assertThat(fetch(2).directory()).isEqualTo(fetch(1).directory());
        try (var entries = Files.list(folder.resolve("entries"))) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void read_object_givesItsBytes() throws Exception {
        put("catalog.yaml", "models: {}".getBytes(UTF_8));
        assertThat(store.objects().read("s3://featurestore/" + prefix + "/catalog.yaml"))
                .asString(UTF_8)
                .isEqualTo("models: {}");
    }

    @Test
    void read_missingObject_isAbsentAndNamed() {
        String address = "s3://featurestore/" + prefix + "/catalog.yaml";
        RepositoryException failure = failure(() -> store.objects().read(address));
        assertThat(failure.kind()).isEqualTo(Kind.ABSENT);
        assertThat(failure).hasMessageContaining(address + ": there is no such object");
    }

    @Test
    void open_noAddress_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("s3://"))
                .withMessageContaining("base path 's3://' names no bucket");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.objects().read("s3://bucket"))
                .withMessageContaining("'s3://bucket' names no object");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static String allMessages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause).append('\n');
        }
        return all.toString();
    }
}
