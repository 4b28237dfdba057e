package io.algorithmselector.repository.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.algorithmselector.repository.ModelRepository;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import io.algorithmselector.repository.Upload;
import io.algorithmselector.repository.UploadRule;
import io.algorithmselector.repository.UploadRuleContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileRepositoryTest extends UploadRuleContract {
    @TempDir
    Path folder;

    @Override
    protected ModelRepository repository() throws IOException {
        return new FileRepositories().open(Files.createDirectories(models()).toString());
    }

    @Override
    protected ModelRepository absent() {
        return new FileRepositories().open(folder.resolve("absent").toString());
    }

    @Override
    protected void put(String path, byte[] content) throws IOException {
        Path file = models().resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Override
    protected void delete(String path) throws IOException {
        Files.delete(models().resolve(path));
    }

    private Path models() {
        return folder.resolve("models");
    }

    @Test
    void fetch_version_staysWhereItLies() throws Exception {
        putModel("1");
        assertThat(fetch(1).directory()).isEqualTo(models().resolve("1"));
    }

    @Test
    void list_linkToAVersion_isFollowed() throws Exception {
        putModel("1");
        Files.createSymbolicLink(models().resolve("2"), models().resolve("1"));
        assertThat(fetch(2).digest()).isEqualTo(MODEL_DIGEST);
    }

    @Test
    void list_versionWithALinkThatLeadsBackUp_isListedAndFailsAloneByName() throws Exception {
        putModel("1");
        putModel("2");
        Files.createSymbolicLink(models().resolve("1/assets/up"), models().resolve("1"));
        assertThat(repository().list(UploadRule.NO_WAIT).keySet()).containsExactly(1L, 2L);
        assertThat(failure(() -> fetch(1)).kind()).isEqualTo(Kind.LOCAL);
        assertThat(failure(() -> fetch(1))).hasMessageContaining("assets/up");
        assertThat(fetch(2).digest()).isEqualTo(MODEL_DIGEST);
    }

    @Test
    void list_modelFileThatCannotBeLookedAt_isListedAndFailsAloneByName() throws Exception {
        putModel("1");
        putModel("2");
        Files.delete(models().resolve("1/saved_model.pb"));
        Files.createSymbolicLink(models().resolve("1/saved_model.pb"), Path.of("saved_model.pb"));
        assertThat(repository().list(UploadRule.NO_WAIT).keySet()).containsExactly(1L, 2L);
        assertThat(failure(() -> fetch(1))).hasMessageContaining("1/saved_model.pb");
    }

    @Test
    void fetch_unreadableVersionThatHasBeenMended_isAChange() throws Exception {
        putModel("1");
        Files.createSymbolicLink(models().resolve("1/assets/up"), models().resolve("1"));
        RepositoryVersion listed = listed(1);
        Files.delete(models().resolve("1/assets/up"));
        assertThat(failure(() -> repository().fetch(listed)).kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void requireUnchanged_fileWrittenOverAfterTheFetch_isAChange() throws Exception {
        putModel("1");
        RepositoryVersion listed = listed(1);
        repository().fetch(listed).close();
        repository().requireUnchanged(listed);
        Files.writeString(models().resolve("1/variables/variables.index"), "another index");
        assertThat(failure(() -> repository().requireUnchanged(listed)).kind()).isEqualTo(Kind.CHANGED);
    }

    @Test
    void list_linkToNothing_isNoVersion() throws Exception {
        putModel("1");
        Files.createSymbolicLink(models().resolve("2"), Path.of("nowhere"));
        assertThat(repository().list(UploadRule.NO_WAIT).keySet()).containsExactly(1L);
    }

    @Test
    void list_fileAsBasePath_saysSo() throws Exception {
        put("file", new byte[1]);
        ModelRepository repository =
                new FileRepositories().open(models().resolve("file").toString());
        assertThat(failure(() -> repository.list(UploadRule.NO_WAIT)).kind()).isEqualTo(Kind.ABSENT);
        assertThat(failure(() -> repository.list(UploadRule.NO_WAIT))).hasMessageContaining("is not a folder");
    }

    @Test
    void revision_fileReplacedByOneOfTheSameLengthAndTime_changes() throws Exception {
        putModel("1");
        RepositoryVersion listed = listed(1);
        Path index = models().resolve("1/variables/variables.index");
        Path copy = Files.writeString(folder.resolve("copy"), "INDEX");
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(index));
        Files.move(copy, index, StandardCopyOption.REPLACE_EXISTING);
        assertThat(listed(1).revision()).isNotEqualTo(listed.revision());
    }

    @Test
    void list_age_isTakenByTheClockThatIsGiven() throws Exception {
        Instant written = Instant.parse("2026-01-02T03:04:05Z");
        put("1/saved_model.pb", new byte[1]);
        Files.setLastModifiedTime(models().resolve("1/saved_model.pb"), FileTime.from(written));
        UploadRule rule = new UploadRule(null, Duration.ofSeconds(10));
        assertThat(upload(at(written.plusSeconds(10)), rule)).isEqualTo(new Upload.Complete());
        assertThat(upload(at(written.plusSeconds(4)), rule)).isEqualTo(new Upload.Settling(Duration.ofSeconds(6)));
        assertThat(upload(at(written.minusSeconds(86_400)), rule))
                .isEqualTo(new Upload.Settling(Duration.ofSeconds(10)));
    }

    private ModelRepository at(Instant now) {
        return new FileRepositories(InstantSource.fixed(now)).open(models().toString());
    }

    @Test
    void list_fileDatedInTheFuture_settlesAllTheSame() throws Exception {
        putModel("1");
        Files.setLastModifiedTime(
                models().resolve("1/saved_model.pb"),
                FileTime.from(Instant.now().plus(Duration.ofDays(365))));
        ModelRepository repository = repository();
        UploadRule rule = new UploadRule(null, Duration.ofMillis(200));
        assertThat(upload(repository, rule)).isInstanceOf(Upload.Settling.class);
        Thread.sleep(250);
        assertThat(upload(repository, rule)).isEqualTo(new Upload.Complete());
    }

    @Test
    void list_unreadableVersion_isNotHeldBack() throws Exception {
        putModel("1");
        Files.createSymbolicLink(models().resolve("1/assets/up"), models().resolve("1"));
        assertThat(upload(repository(), new UploadRule(null, Duration.ofHours(1))))
                .isEqualTo(new Upload.Complete());
    }

    @Test
    void list_fileRenamedWhileItIsLookedAt_isLookedAtAgain() throws Exception {
        putModel("1");
        assertThat(renamedFor(2).list(UploadRule.NO_WAIT))
                .isEqualTo(repository().list(UploadRule.NO_WAIT));
    }

    @Test
    void list_filesRenamedAllTheTime_isNotCompleteHoweverOftenItIsListed() throws Exception {
        putModel("1");
        ModelRepository repository = renamedFor(Integer.MAX_VALUE);
        UploadRule rule = new UploadRule(null, Duration.ofMillis(1));
        for (int look = 0; look < 3; look++) {
            assertThat(upload(repository, rule)).isEqualTo(new Upload.Settling(Duration.ofMillis(1)));
            Thread.sleep(2);
        }
        assertThat(upload(repository, UploadRule.NO_WAIT)).isInstanceOf(Upload.Incomplete.class);
    }

    /** So many times a file is gone between the walk and the look at it. */
    private ModelRepository renamedFor(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return new FileRepository(models(), InstantSource.system(), directory -> {
            if (left.getAndDecrement() > 0) {
                throw new NoSuchFileException(
                        directory.resolve("variables/x.tempstate").toString());
            }
            return FolderState.of(directory);
        });
    }

    @Test
    void list_linkLoop_isUnreadable() throws Exception {
        putModel("1");
        assertThat(listed(1).readable()).isTrue();
        Files.createSymbolicLink(models().resolve("1/assets/up"), models().resolve("1"));
        assertThat(listed(1).readable()).isFalse();
    }

    @Test
    void open_relativePath_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FileRepositories().open("models/a"))
                .withMessageContaining("models/a");
    }
}
