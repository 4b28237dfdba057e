package io.algorithmselector.repository.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.algorithmselector.repository.LocalVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes in one folder, and processes that are killed. */
@Timeout(180)
final class CacheProcessesTest {
    private static final long FOR_THREE = 3L * PartedDownload.BYTES;
    private static final int KILLS = 10;

    @TempDir
    Path folder;

    private Process start(Class<?> program, Object... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName(),
                                folder.toString()),
                        Stream.of(arguments).map(Object::toString))
                .toList();
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private LocalVersion fetch(long number, PartedDownload download) throws Exception {
        return new ModelCache(folder, FOR_THREE).fetch(CacheUser.ORIGIN, PartedDownload.version(number), download);
    }

    private void assertServes(long number) throws Exception {
        try (LocalVersion local = fetch(number, new PartedDownload(number))) {
            assertThat(PartedDownload.FILE.in(local.directory())).hasBinaryContent(PartedDownload.content(number));
        }
    }

    private List<String> names(String part) {
        return Stream.of(folder.resolve(part).toFile().list()).sorted().toList();
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(PartedDownload.FILE.value()))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void kill_atAnyPoint_leavesWhatTheNextFetchPutsRight() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < KILLS; round++) {
            Process process = start(CacheUser.class, FOR_THREE, round, 1_000_000);
            try (BufferedReader output = process.inputReader()) {
                assertThat(output.readLine()).isEqualTo("begins");
                Thread.sleep(random.nextInt(200));
            } finally {
                kill(process);
            }
            assertThat(bytes()).isLessThanOrEqualTo(FOR_THREE);
            assertServes(1 + random.nextInt(CacheUser.VERSIONS));
        }
        for (long number = 1; number <= CacheUser.VERSIONS; number++) {
            assertServes(number);
        }
        assertThat(names("partial")).isEmpty();
        assertThat(names("entries")).hasSize(3);
        assertThat(names("locks")).hasSizeLessThanOrEqualTo(1 + 3);
        for (String entry : names("entries")) {
            assertThat(new Entries(
                                    folder.resolve("entries"),
                                    folder.resolve("locks"),
                                    new PartialFolders(folder.resolve("partial"), folder.resolve("locks")))
                            .find(entry))
                    .isPresent();
        }
    }

    @Test
    void twoProcesses_withRoomForThree_neverMissWhatTheyHold() throws Exception {
        Process first = start(CacheUser.class, FOR_THREE, 1, 25);
        Process second = start(CacheUser.class, FOR_THREE, 2, 25);
        try {
            List<String> output = Stream.concat(
                            first.inputReader().lines().toList().stream(),
                            second.inputReader().lines().toList().stream())
                    .toList();
            assertThat(first.waitFor()).isZero();
            assertThat(second.waitFor()).isZero();
            assertThat(output).filteredOn(line -> line.startsWith("served")).hasSize(2 * 25);
        } finally {
            kill(first);
            kill(second);
        }
        assertThat(bytes()).isLessThanOrEqualTo(FOR_THREE);
    }

    @Test
    void entryHeldByAnotherProcess_isNotEvictedUntilThatIsKilled() throws Exception {
        Process other = start(Holding.class);
        try (BufferedReader output = other.inputReader()) {
            Path held = Path.of(output.readLine());
            for (long number : new long[] {2, 3, 4}) {
                assertServes(number);
                assertThat(held).isDirectory();
            }
            kill(other);
            assertServes(2);
            assertServes(5);
            assertThat(held).doesNotExist();
        } finally {
            kill(other);
        }
    }

    @Test
    void entryHeldHereAndByAnotherProcess_isStillHeldHereWhenThatIsKilled() throws Exception {
        Process other = start(Holding.class);
        try (BufferedReader output = other.inputReader()) {
            assertThat(Path.of(output.readLine())).isDirectory();
            LocalVersion here = fetch(1, new PartedDownload(1));
            kill(other);
            for (long number : new long[] {2, 3, 4, 5}) {
                assertServes(number);
                assertThat(PartedDownload.FILE.in(here.directory())).hasBinaryContent(PartedDownload.content(1));
            }
            here.close();
        } finally {
            kill(other);
        }
    }

    @Test
    void versionBeingDownloadedByAnotherProcess_isAwaited() throws Exception {
        Process other = start(Downloading.class, 700);
        try (BufferedReader output = other.inputReader()) {
            assertThat(output.readLine()).isEqualTo("downloads");
            PartedDownload here = new PartedDownload(1);
            try (LocalVersion local = fetch(1, here)) {
                assertThat(PartedDownload.FILE.in(local.directory())).hasBinaryContent(PartedDownload.content(1));
            }
            assertThat(here.downloaded()).isEmpty();
        } finally {
            kill(other);
        }
    }

    @Test
    void versionBeingDownloadedByAnotherProcess_thatIsKilled_isGoneOnWith() throws Exception {
        Process other = start(Downloading.class, 60_000);
        try (BufferedReader output = other.inputReader()) {
            assertThat(output.readLine()).isEqualTo("downloads");
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(300);
                } catch (InterruptedException e) {
                    return;
                }
                other.destroyForcibly();
            });
            PartedDownload here = new PartedDownload(1);
            fetch(1, here).close();
            assertThat(here.downloaded()).containsExactly(2, 3);
        } finally {
            kill(other);
        }
    }

    /** Holds version 1 until it is killed. */
    static final class Holding {
        private Holding() {}

        public static void main(String[] arguments) throws Exception {
            LocalVersion held = fetch(arguments[0], 1);
            // None of this may let go of the one that is held: any descriptor of its lock file that is closed would.
            fetch(arguments[0], 1).close();
            fetch(arguments[0], 2).close();
            System.out.println(held.directory());
            Thread.sleep(60_000);
            held.close();
        }

        private static LocalVersion fetch(String folder, long number) throws Exception {
            return new ModelCache(Path.of(folder), FOR_THREE)
                    .fetch(CacheUser.ORIGIN, PartedDownload.version(number), new PartedDownload(number));
        }
    }

    /** Downloads version 1, with a pause after two parts of it. */
    static final class Downloading {
        private Downloading() {}

        public static void main(String[] arguments) throws Exception {
            new ModelCache(Path.of(arguments[0]))
                    .fetch(CacheUser.ORIGIN, PartedDownload.version(1), new PartedDownload(1, part -> {
                        if (part == 2) {
                            System.out.println("downloads");
                            Thread.sleep(Long.parseLong(arguments[1]));
                        }
                    }))
                    .close();
        }
    }
}
