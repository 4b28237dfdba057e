package io.algorithmselector.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the tests measured, for {@code make test-mesh} to print at its end. */
final class Report {
    private static final Path FILE = Path.of("target", "mesh-report.txt");

    private Report() {}

    static void line(String what, Object figure) throws IOException {
        Files.writeString(
                FILE, String.format("%-58s %s%n", what, figure), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
