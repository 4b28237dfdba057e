package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shipped file with a mistake in it. */
final class Planted {
    private Planted() {}

    /** A copy of a file of {@code istio/}, with its name. */
    static Path file(String file, String right, String wrong) throws IOException {
        String text = Files.readString(Path.of("istio", file));
        assertThat(text).contains(right);
        Path folder = Files.createDirectories(MeshStack.RUN.resolve("planted"));
        return Files.writeString(folder.resolve(file), text.replace(right, wrong));
    }
}
