package io.algorithmselector.repository.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.cache.ModelCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects uploaded in parts, whose checksum is one of the parts' checksums. */
final class CompositeChecksumTest {
    private static final String KEY = "m/1/saved_model.pb";
    private static final Pattern PART = Pattern.compile("partNumber=(\\d+)");

    private final byte[] content = new byte[1_000];

    @TempDir
    Path folder;

    private FaultyS3 server;
    private S3Store store;

    @BeforeEach
    void start() throws IOException {
        new Random(7).nextBytes(content);
        TestCredentials.set("key", "secret");
        server = new FaultyS3();
        server.put(KEY, content);
        store = new S3Store(S3Settings.of(server.endpoint(), "us-east-1", true, false));
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
        TestCredentials.clear();
    }

    private void fetch() throws RepositoryException, InterruptedException {
        ModelRepository repository = store.repositories(new ModelCache(folder)).open("s3://bucket/m");
        RepositoryVersion version =
                Objects.requireNonNull(repository.list(UploadRule.NO_WAIT).get(1L));
        repository.fetch(version);
    }

    /** The object's checksum is that of parts of these lengths, and the server tells about parts. */
    private void uploaded(int... lengths) {
        server.header(KEY, "x-amz-checksum-crc32c", composite(lengths) + "-" + lengths.length);
        server.fault(KEY, exchange -> {
            Matcher part = PART.matcher(String.valueOf(exchange.getRequestURI().getQuery()));
            return part.find() && tell(exchange, lengths, Integer.parseInt(part.group(1)));
        });
    }

    private String composite(int... lengths) {
        RunningChecksum all = ChecksumAlgorithm.CRC32C.start();
        int offset = 0;
        for (int length : lengths) {
            RunningChecksum part = ChecksumAlgorithm.CRC32C.start();
            part.update(content, offset, length);
            all.update(part.value(), 0, 4);
            offset += length;
        }
        return Base64.getEncoder().encodeToString(all.value());
    }

    private static boolean tell(HttpExchange exchange, int[] lengths, int part) throws IOException {
        exchange.getResponseHeaders().set("x-amz-mp-parts-count", Integer.toString(lengths.length));
        FaultyS3.send(exchange, 206, new byte[lengths[part - 1]]);
        return true;
    }

    private List<String> questions() {
        return server.requests().stream()
                .filter(request -> request.startsWith("HEAD"))
                .toList();
    }

    @Test
    void fetch_partsOfOneLength_asksForTheFirstAlone() throws Exception {
        uploaded(300, 300, 300, 100);
        fetch();
        assertThat(questions()).hasSize(1);
    }

    @Test
    void fetch_partsOfManyLengths_asksForEach() throws Exception {
        uploaded(300, 200, 400, 100);
        fetch();
        assertThat(questions()).hasSize(1 + 3);
    }

    @Test
    void fetch_anotherChecksum_isCorrupt() {
        uploaded(300, 300, 300, 100);
        server.header(KEY, "x-amz-checksum-crc32c", "AAAAAA==-4");
        RepositoryException failure = catchThrowableOfType(RepositoryException.class, this::fetch);
        assertThat(failure.kind()).isEqualTo(Kind.CORRUPT);
        assertThat(failure).hasMessageContaining("s3://bucket/" + KEY).hasMessageContaining("CRC32C");
    }

    @Test
    void fetch_storeThatTellsNothingOfParts_passes() throws Exception {
        server.header(KEY, "x-amz-checksum-crc32c", "AAAAAA==-4");
        fetch();
        assertThat(questions()).hasSize(1);
    }
}
