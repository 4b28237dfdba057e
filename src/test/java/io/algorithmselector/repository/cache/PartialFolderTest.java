package io.algorithmselector.repository.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PartialFolderTest {
    @TempDir
    Path parent;

    @Test
    void sweep_ownFolderInUse_leavesIt() throws Exception {
        try (PartialFolder partial = PartialFolder.create(parent)) {
            Files.writeString(partial.content(), "half");
            PartialFolder.sweep(parent);
            assertThat(partial.content()).exists();
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void sweep_folderWithoutALock_deletesIt() throws Exception {
        Files.writeString(
                Files.createDirectories(parent.resolve("lost/content")).resolve("file"), "half");
        PartialFolder.sweep(parent);
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void sweep_folderOfAnotherProcess_leavesItUntilThatIsKilled() throws Exception {
        Process other = start();
        try (BufferedReader output = other.inputReader()) {
            Path content = Path.of(output.readLine());
            PartialFolder.sweep(parent);
            assertThat(content).exists();
            other.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            assertThat(content).exists();
            PartialFolder.sweep(parent);
            assertThat(parent).isEmptyDirectory();
        } finally {
            other.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Downloading.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A process in the middle of a download. */
    static final class Downloading {
        private Downloading() {}

        public static void main(String[] arguments) throws Exception {
            try (PartialFolder partial = PartialFolder.create(Path.of(arguments[0]))) {
                Files.writeString(partial.content(), "half");
                System.out.println(partial.content());
                Thread.sleep(60_000);
            }
        }
    }
}
