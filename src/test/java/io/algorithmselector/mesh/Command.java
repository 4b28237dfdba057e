package io.algorithmselector.mesh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param output standard output and standard error
 */
record Command(int exitCode, String output) {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Runs it in the project's folder, with its own environment and that given; an {@link AssertionError} if it hangs. */
    static Command run(Map<String, String> environment, String input, List<String> words)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " has not ended: " + Files.readString(output));
            }
            return new Command(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    Command orFail(List<String> words) {
        if (exitCode != 0) {
            throw new AssertionError(words + " ended with " + exitCode + ": " + output);
        }
        return this;
    }
}
