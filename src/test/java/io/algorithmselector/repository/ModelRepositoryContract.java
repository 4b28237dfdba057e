package io.algorithmselector.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.repository.RepositoryException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every repository does, wherever its versions lie. */
public abstract class ModelRepositoryContract {
    /** Of the files that {@link #putModel} writes, as sha256sum computes it from them. */
    protected static final String MODEL_DIGEST = "6d382ebd7a479194ec977490d0e13251cdf89f0cdeeafd6faca4690a4267921a";

    private static final Map<String, String> MODEL = Map.of(
            "saved_model.pb", "graph",
            "variables/variables.index", "index",
            "variables/variables.data-00000-of-00001", "0123456789".repeat(20_000),
            "assets/vocabulary.txt", "zürich\nbern\n",
            "assets/empty", "");

    /** The repository at a base path that is this test's own, and holds nothing at first. */
    protected abstract ModelRepository repository() throws IOException;

    /** One whose base path does not exist. */
    protected abstract ModelRepository absent() throws IOException;

    /** @param path below the base path, with {@code /} between the names */
    protected abstract void put(String path, byte[] content) throws IOException;

    protected abstract void delete(String path) throws IOException;

    private void put(String path, String content) throws IOException {
        put(path, content.getBytes(UTF_8));
    }

    protected final void putModel(String version) throws IOException {
        for (Map.Entry<String, String> file : MODEL.entrySet()) {
            put(version + "/" + file.getKey(), file.getValue());
        }
    }

    @Test
    void list_foldersOfAllKinds_givesTheNumbersWithAModel() throws Exception {
        for (String version : new String[] {"0", "1", "2", "10", "9223372036854775807"}) {
            put(version + "/saved_model.pb", "graph");
        }
        for (String none : new String[] {"03", "latest", "-4", "+5", "6.0", "9223372036854775808", "٧"}) {
            put(none + "/saved_model.pb", "graph");
        }
        put("7/saved_model.pbtxt", "text");
        put("8/variables/saved_model.pb", "too deep");
        put("9", "a file");
        assertThat(repository().list(UploadRule.NO_WAIT).keySet()).containsExactly(0L, 1L, 2L, 10L, Long.MAX_VALUE);
    }

    @Test
    void list_noVersion_isEmpty() throws Exception {
        put("notes.txt", "nothing yet");
        assertThat(repository().list(UploadRule.NO_WAIT)).isEmpty();
    }

    @Test
    void list_absentBasePath_saysSo() throws Exception {
        ModelRepository absent = absent();
        assertThat(failure(() -> absent.list(UploadRule.NO_WAIT)).kind()).isEqualTo(Kind.ABSENT);
        assertThat(failure(() -> absent.list(UploadRule.NO_WAIT))).hasMessageContaining(absent.basePath());
    }

    @Test
    void list_version_hasNumberAndBytesOfAllItsFiles() throws Exception {
        putModel("12");
        RepositoryVersion version = listed(12);
        assertThat(version.number()).isEqualTo(12);
        assertThat(version.bytes()).isEqualTo(5 + 5 + 200_000 + 13);
    }

    @Test
    void revision_nothingChanged_staysTheSame() throws Exception {
        putModel("1");
        assertThat(repository().list(UploadRule.NO_WAIT)).isEqualTo(repository().list(UploadRule.NO_WAIT));
    }

    @Test
    void revision_fileChangedAddedOrDeleted_changes() throws Exception {
        putModel("1");
        String original = revision();
        put("1/variables/variables.index", "INDEX");
        String changed = revision();
        put("1/assets/more", "more");
        String added = revision();
        delete("1/assets/empty");
        assertThat(Set.of(original, changed, added, revision())).hasSize(4);
    }

    private String revision() throws Exception {
        return listed(1).revision();
    }

    @Test
    void fetch_version_bringsEveryFileAndItsDigest() throws Exception {
        putModel("1");
        put("2/saved_model.pb", "another");
        LocalVersion local = fetch(1);
        assertThat(filesOf(local.directory())).isEqualTo(MODEL);
        assertThat(local.digest()).isEqualTo(MODEL_DIGEST);
        assertThat(local.bytes()).isEqualTo(200_023);
    }

    @Test
    void fetch_sameFilesUnderAnotherNumber_haveTheSameDigest() throws Exception {
        putModel("1");
        putModel("2");
        put("3/saved_model.pb", "graph");
        assertThat(fetch(2).digest()).isEqualTo(fetch(1).digest()).isNotEqualTo(fetch(3).digest());
    }

    @Test
    void fetch_twice_givesTheSame() throws Exception {
        putModel("1");
        assertThat(fetch(1).directory()).isEqualTo(fetch(1).directory());
    }

    @Test
    void fetch_fileChangedSinceListing_saysSo() throws Exception {
        putModel("1");
        RepositoryVersion listed = listed(1);
        put("1/variables/variables.index", "INDEX");
        assertThat(failure(() -> repository().fetch(listed)).kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void fetch_fileAddedSinceListing_saysSo() throws Exception {
        putModel("1");
        RepositoryVersion listed = listed(1);
        put("1/variables/variables.data-00001-of-00002", "more");
        assertThat(failure(() -> repository().fetch(listed)).kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void fetch_deletedSinceListing_saysSo() throws Exception {
        putModel("1");
        putModel("2");
        RepositoryVersion listed = listed(1);
        for (String file : MODEL.keySet()) {
            delete("1/" + file);
        }
        assertThat(failure(() -> repository().fetch(listed)).kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void fetch_listedAgainAfterAChange_bringsTheNewFiles() throws Exception {
        putModel("1");
        fetch(1);
        put("1/variables/variables.index", "INDEX");
        assertThat(filesOf(fetch(1).directory())).containsEntry("variables/variables.index", "INDEX");
    }

    @Test
    void fetch_interruptedThread_ends() throws Exception {
        putModel("1");
        RepositoryVersion listed = listed(1);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> repository().fetch(listed));
        assertThat(Thread.interrupted()).isFalse();
        assertThat(fetch(1).digest()).isEqualTo(MODEL_DIGEST);
    }

    protected final LocalVersion fetch(long number) throws IOException, RepositoryException, InterruptedException {
        return repository().fetch(listed(number));
    }

    protected final RepositoryVersion listed(long number) throws IOException, RepositoryException {
        return Objects.requireNonNull(
                repository().list(UploadRule.NO_WAIT).get(number), () -> "version " + number + " is not listed");
    }

    protected static RepositoryException failure(ThrowingCallable call) {
        RepositoryException failure = catchThrowableOfType(RepositoryException.class, call);
        assertThat(failure).as("a RepositoryException").isNotNull();
        return failure;
    }

    /** The files' text by their paths. */
    protected static Map<String, String> filesOf(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : ContentManifest.filesBelow(directory)) {
            files.put(RelativePath.of(directory, file).value(), Files.readString(file));
        }
        return files;
    }
}
