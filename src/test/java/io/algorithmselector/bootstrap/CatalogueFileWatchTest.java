package io.algorithmselector.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.file.FileCatalogueSource;
import io.algorithmselector.lifecycle.Backoff;
import io.algorithmselector.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real file, changed in each of the ways in which files are. */
final class CatalogueFileWatchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final List<Set<String>> applied = new ArrayList<>();
    private final CapturedLog log = CapturedLog.of(CatalogueWatch.class);
    private Path file = Path.of("");
    private long now = 42;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("catalog.yaml"), yaml("a"));
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    private CatalogueWatch watch(Path path) {
        CatalogueWatch watch = new CatalogueWatch(
                new FileCatalogueSource(path),
                (Catalogue catalogue) -> applied.add(catalogue.models().keySet()),
                e -> {
                    throw new AssertionError(e);
                },
                new Backoff(SECOND, SECOND),
                () -> SECOND,
                () -> now);
        assertThat(watch.look()).isEqualTo(SECOND);
        assertThat(applied).containsExactly(Set.of("a"));
        return watch;
    }

    /** Once a second. */
    private void look(CatalogueWatch watch, int times) {
        for (int time = 0; time < times; time++) {
            now += SECOND.toNanos();
            assertThat(watch.look()).isEqualTo(SECOND);
        }
    }

    /** The last look is the first that may take it. */
    private void lookUntilSteady(CatalogueWatch watch) {
        look(watch, 1 + (int) CatalogueWatch.STEADY.toSeconds());
    }

    private static String yaml(String... models) {
        StringBuilder text = new StringBuilder("models:\n");
        for (String model : models) {
            text.append("  ").append(model).append(": {basePath: /m}\n");
        }
        return text.toString();
    }

    private List<String> errors() {
        return log.lines().stream().filter(line -> line.startsWith("ERROR")).toList();
    }

    /** As kubelet does: the file is a link to {@code ..data/catalog.yaml}, and {@code ..data} a link that is replaced. */
    @Test
    void configMap_dataLinkSwapped_isSeen() throws IOException {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        publish(mount, "..2026_01", "a");
        Path link = Files.createSymbolicLink(mount.resolve("catalog.yaml"), Path.of("..data/catalog.yaml"));
        CatalogueWatch watch = watch(link);

        publish(mount, "..2026_02", "a", "b");
        Files.delete(mount.resolve("..2026_01/catalog.yaml"));
        Files.delete(mount.resolve("..2026_01"));
        lookUntilSteady(watch);
        assertThat(applied).containsExactly(Set.of("a"), Set.of("a", "b"));
    }

    private static void publish(Path mount, String name, String... models) throws IOException {
        Path content = Files.createDirectory(mount.resolve(name));
        Files.writeString(content.resolve("catalog.yaml"), yaml(models));
        Path next = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(name));
        Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void renameOver_isSeen() throws IOException {
        CatalogueWatch watch = watch(file);
        Path next = Files.writeString(folder.resolve("next"), yaml("b"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        look(watch, (int) CatalogueWatch.STEADY.toSeconds());
        assertThat(applied).as("it may be half of what comes").hasSize(1);
        look(watch, 1);
        assertThat(applied).containsExactly(Set.of("a"), Set.of("b"));
    }

    /** Each piece is a valid catalogue, which would unload what is not in it yet. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void writtenInPieces_halfThatIsValidIsNotTaken(int secondsBetween) throws IOException {
        CatalogueWatch watch = watch(file);
        Files.write(file, new byte[0], TRUNCATE_EXISTING);
        look(watch, secondsBetween);
        for (String line : yaml("b", "c", "d").lines().toList()) {
            Files.write(file, (line + "\n").getBytes(UTF_8), APPEND);
            look(watch, secondsBetween);
        }
        assertThat(applied).hasSize(1);
        lookUntilSteady(watch);
        assertThat(applied).containsExactly(Set.of("a"), Set.of("b", "c", "d"));
        assertThat(errors()).isEmpty();
    }

    @Test
    void deleted_oldStaysAndItIsToldOnce_thenMended() throws IOException {
        CatalogueWatch watch = watch(file);
        Files.delete(file);
        look(watch, 5);
        assertThat(errors()).as("an editor may write it anew").isEmpty();
        look(watch, 9);
        assertThat(errors()).singleElement().asString().contains("there is no such file", "what was in force stays");
        Files.writeString(file, yaml("a"));
        lookUntilSteady(watch);
        assertThat(log.lines()).last().asString().contains("is what is in force again");
        Files.writeString(file, yaml("b"));
        lookUntilSteady(watch);
        assertThat(applied).containsExactly(Set.of("a"), Set.of("b"));
    }

    @Test
    void emptyOrInvalid_oldStaysAndEachReasonIsToldOnce_thenMended() throws IOException {
        CatalogueWatch watch = watch(file);
        Files.writeString(file, "");
        look(watch, 9);
        Files.writeString(file, "models: {a: {basePat: /m}}");
        look(watch, 9);
        assertThat(errors()).hasSize(2);
        assertThat(errors().getFirst()).contains("it is empty");
        assertThat(errors().getLast()).contains("unknown key 'basePat'");
        assertThat(applied).hasSize(1);
        Files.writeString(file, yaml("c"));
        lookUntilSteady(watch);
        assertThat(applied).containsExactly(Set.of("a"), Set.of("c"));
    }

    @Test
    void directoryInItsPlace_oldStays() throws IOException {
        CatalogueWatch watch = watch(file);
        Files.delete(file);
        Files.createDirectory(file);
        look(watch, 9);
        assertThat(errors()).singleElement().asString().contains("it is a directory");
        assertThat(applied).hasSize(1);
    }

    @Test
    void touchedOrCommented_isNotApplied() throws IOException {
        CatalogueWatch watch = watch(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
        look(watch, 9);
        Files.writeString(file, "# a comment\n" + yaml("a"));
        look(watch, 9);
        assertThat(applied).hasSize(1);
        assertThat(log.lines()).hasSize(1);
    }
}
