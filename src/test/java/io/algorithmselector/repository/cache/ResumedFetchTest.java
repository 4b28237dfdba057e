package io.algorithmselector.repository.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.algorithmselector.repository.LocalVersion;
import io.algorithmselector.repository.RelativePath;
import io.algorithmselector.repository.RepositoryException;
import io.algorithmselector.repository.RepositoryException.Kind;
import io.algorithmselector.repository.RepositoryVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a download that was cut off. */
@Timeout(60)
final class ResumedFetchTest {
    private static final String ORIGIN = "s3://bucket/m";

    @TempDir
    Path folder;

    private LocalVersion fetch(RepositoryVersion version, PartedDownload download)
            throws RepositoryException, InterruptedException {
        return new ModelCache(folder).fetch(ORIGIN, version, download);
    }

    private static PartedDownload failingAtPart(int failing, Kind kind) {
        return new PartedDownload(1, part -> {
            if (part == failing) {
                throw new RepositoryException(kind, "cut off", null);
            }
        });
    }

    private void cutOff(int part, Kind kind) {
        assertThat(catchThrowableOfType(
                        RepositoryException.class, () -> fetch(PartedDownload.version(1), failingAtPart(part, kind))))
                .hasMessage("cut off");
    }

    /** Of the part numbers that are downloaded when version 1 is fetched again. */
    private List<Integer> downloadedNow() throws Exception {
        PartedDownload again = new PartedDownload(1);
        try (LocalVersion local = fetch(PartedDownload.version(1), again)) {
            assertThat(PartedDownload.FILE.in(local.directory())).hasBinaryContent(PartedDownload.content(1));
        }
        assertThat(leftovers()).isEmpty();
        return again.downloaded();
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("partial"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private Path leftover(String name) throws IOException {
        return leftovers().stream()
                .filter(file -> file.getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"NETWORK", "ACCESS", "CORRUPT"})
    void fetch_storeFailed_goesOnWhereItWas(Kind kind) throws Exception {
        cutOff(2, kind);
        assertThat(downloadedNow()).containsExactly(2, 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANGED", "ABSENT", "LOCAL"})
    void fetch_failedOtherwise_keepsNothing(Kind kind) throws Exception {
        cutOff(2, kind);
        assertThat(leftovers()).isEmpty();
        assertThat(downloadedNow()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void fetch_partsRemoved_downloadsThemAgain() throws Exception {
        assertThat(catchThrowableOfType(
                        RepositoryException.class,
                        () -> new ModelCache(folder).fetch(ORIGIN, PartedDownload.version(1), (directory, arrived) -> {
                            RelativePath other = new RelativePath("saved_model.pb");
                            arrived.add(other, 0, 1, "0".repeat(64));
                            new PartedDownload(1).into(directory, arrived);
                            arrived.remove(PartedDownload.FILE);
                            assertThat(arrived.contains(other, 0, 1)).isTrue();
                            throw new RepositoryException(Kind.CORRUPT, "cut off", null);
                        })))
                .hasMessage("cut off");
        assertThat(Files.readString(leftover("arrived"))).isEqualTo("0".repeat(64) + " 0 1 saved_model.pb\n");
        assertThat(downloadedNow()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void fetch_diskFailed_keepsNothing() throws Exception {
        RepositoryException failure = catchThrowableOfType(
                RepositoryException.class,
                () -> fetch(PartedDownload.version(1), new PartedDownload(1, part -> {
                    if (part == 2) {
                        throw new IOException("No space left on device");
                    }
                })));
        assertThat(failure.kind()).isEqualTo(Kind.LOCAL);
        assertThat(failure).hasMessage("cache " + folder + " cannot be used: IOException: No space left on device");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void fetch_nothingHadArrived_keepsNothing() throws Exception {
        cutOff(0, Kind.NETWORK);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void fetch_interrupted_goesOnWhereItWas() throws Exception {
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> fetch(PartedDownload.version(1), new PartedDownload(1, part -> {
                    if (part == 3) {
                        Thread.currentThread().interrupt();
                    }
                })));
        assertThat(downloadedNow()).containsExactly(3);
    }

    @Test
    void fetch_cutOffTwice_goesOnFromTheSecond() throws Exception {
        cutOff(1, Kind.NETWORK);
        cutOff(3, Kind.NETWORK);
        assertThat(downloadedNow()).containsExactly(3);
    }

    @Test
    void fetch_everythingHadArrived_downloadsNothing() throws Exception {
        fetch(PartedDownload.version(1), new PartedDownload(1)).close();
        // As if it had been killed between the last part and the index.
        cutOffAfterwards();
        assertThat(downloadedNow()).isEmpty();
    }

    private void cutOffAfterwards() throws IOException {
        Folders.delete(folder.resolve("entries"));
        Folders.delete(folder.resolve("index"));
        RepositoryException cutOff = new RepositoryException(Kind.NETWORK, "cut off", null);
        assertThat(catchThrowableOfType(
                        RepositoryException.class,
                        () -> new ModelCache(folder).fetch(ORIGIN, PartedDownload.version(1), (directory, arrived) -> {
                            new PartedDownload(1).into(directory, arrived);
                            throw cutOff;
                        })))
                .isSameAs(cutOff);
    }

    @Test
    void fetch_partDamagedMeanwhile_isDownloadedAgain() throws Exception {
        cutOff(2, Kind.NETWORK);
        byte[] bytes = PartedDownload.content(1);
        bytes[PartedDownload.PART_BYTES + 7]++;
        Files.write(leftover("shard"), bytes);
        assertThat(downloadedNow()).containsExactly(1, 2, 3);
    }

    @Test
    void fetch_partLostMeanwhile_isDownloadedAgain() throws Exception {
        cutOff(2, Kind.NETWORK);
        Files.delete(leftover("shard"));
        assertThat(downloadedNow()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void fetch_recordCutOffInALine_losesThatPartOnly() throws Exception {
        cutOff(3, Kind.NETWORK);
        Path record = leftover("arrived");
        String text = Files.readString(record);
        Files.writeString(record, text.substring(0, text.length() - 20));
        cutOff(3, Kind.NETWORK);
        assertThat(downloadedNow()).as("what was appended to half a line").doesNotContain(0, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "", "\0\0\0\0"})
    void fetch_recordDamaged_startsAfresh(String text) throws Exception {
        cutOff(2, Kind.NETWORK);
        Files.writeString(leftover("arrived"), text);
        assertThat(downloadedNow()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void fetch_claimDamaged_startsAfresh() throws Exception {
        cutOff(2, Kind.NETWORK);
        Files.writeString(leftover("version"), "s3://bucket/m\n1\n");
        assertThat(downloadedNow()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void fetch_changedRevision_startsAfreshInTheOldOnesPlace() throws Exception {
        cutOff(2, Kind.NETWORK);
        PartedDownload other = failingAtPart(1, Kind.NETWORK);
        RepositoryVersion changed = new RepositoryVersion(1, "changed", PartedDownload.BYTES);
        assertThat(catchThrowableOfType(RepositoryException.class, () -> fetch(changed, other)))
                .hasMessage("cut off");
        assertThat(other.downloaded()).containsExactly(0);
        assertThat(folder.resolve("partial").toFile().list()).hasSize(1);
        PartedDownload again = new PartedDownload(1);
        fetch(changed, again).close();
        assertThat(again.downloaded()).containsExactly(1, 2, 3);
    }

    @Test
    void fetch_anotherVersion_leavesTheLeftover() throws Exception {
        cutOff(2, Kind.NETWORK);
        fetch(PartedDownload.version(2), new PartedDownload(2)).close();
        assertThat(downloadedNow()).containsExactly(2, 3);
    }

    @Test
    void fetch_anotherVersionADayLater_deletesTheLeftover() throws Exception {
        cutOff(2, Kind.NETWORK);
        Files.setLastModifiedTime(
                leftover("arrived"),
                FileTime.from(Instant.now().minus(PartialFolders.KEPT_TIME).minusSeconds(1)));
        fetch(PartedDownload.version(2), new PartedDownload(2)).close();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void fetch_leftoverFromTheFuture_agesFromNowOn() throws Exception {
        cutOff(2, Kind.NETWORK);
        Files.setLastModifiedTime(
                leftover("arrived"), FileTime.from(Instant.now().plus(Duration.ofDays(3_000))));
        fetch(PartedDownload.version(2), new PartedDownload(2)).close();
        assertThat(Files.getLastModifiedTime(leftover("arrived")).toInstant())
                .isBefore(Instant.now().plusSeconds(60));
    }

    @Test
    void survey_leftoversBeyondTheirSize_deletesTheOldest() throws Exception {
        cutOff(2, Kind.NETWORK);
        assertThat(catchThrowableOfType(
                        RepositoryException.class,
                        () -> fetch(PartedDownload.version(2), failingAtPart(1, Kind.NETWORK))))
                .isNotNull();
        // Without a byte on the disk: a file that is all hole.
        try (var channel = Files.newByteChannel(leftover("shard"), StandardOpenOption.WRITE)) {
            channel.position(PartialFolders.KEPT_BYTES).write(java.nio.ByteBuffer.allocate(1));
        }
        fetch(PartedDownload.version(3), new PartedDownload(3)).close();
        assertThat(folder.resolve("partial").toFile().list()).hasSizeLessThan(2);
    }

    @Test
    void fetch_rubbishInTheFolderOfDownloads_isDeleted() throws Exception {
        Path rubbish = Files.createDirectories(folder.resolve("partial/an-entry-on-its-way-out/files"));
        Files.writeString(rubbish.resolve("saved_model.pb"), "graph");
        fetch(PartedDownload.version(1), new PartedDownload(1)).close();
        assertThat(leftovers()).isEmpty();
    }
}
