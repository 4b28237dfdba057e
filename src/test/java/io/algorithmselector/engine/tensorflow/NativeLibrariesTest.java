package io.algorithmselector.engine.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    private static final String JAR = "build/quarkus-app/run.jar";
    private static final String LIBRARY = "libjni.so";

    @TempDir
    private Path root;

    private Path work;

    @BeforeEach
    void workBelowTheRoot() throws IOException {
        work = Files.createDirectory(root.resolve("work"));
    }

    @Test
    void locate_besideTheJar_comesFirst() throws IOException {
        Path inside = place("build/quarkus-app/tensorflow");
        place("build/tensorflow");
        place("work/target/tensorflow");
        assertThat(libraries(null, "../" + JAR).locate()).contains(inside);
    }

    @Test
    void locate_besideTheJarsFolder_comesSecond() throws IOException {
        Path beside = place("build/tensorflow");
        place("work/target/tensorflow");
        assertThat(libraries(null, root.resolve(JAR).toString()).locate()).contains(beside);
    }

    @Test
    void locate_belowTheWorkingDirectory_comesLast() throws IOException {
        Path target = place("work/target/tensorflow");
        assertThat(libraries(null, root.resolve(JAR).toString()).locate()).contains(target);
        assertThat(libraries(null, "classes" + File.pathSeparator + "a.jar").locate())
                .contains(target);
    }

    @Test
    void locate_nowhere_namesEveryPlace() {
        assertThatThrownBy(() -> libraries(null, root.resolve(JAR).toString()).locate())
                .isInstanceOf(TensorFlowUnavailableException.class)
                .hasMessageContaining("no libjni.so in " + root.resolve("build/quarkus-app/tensorflow") + ", "
                        + root.resolve("build/tensorflow") + ", " + work.resolve("target/tensorflow"))
                .hasMessageContaining("TENSORFLOW_LIBRARY_PATH");
    }

    @Test
    void locate_chosenByTheUser_standsAsItIs() throws IOException {
        place("build/quarkus-app/tensorflow");
        Path own = place("own");
        assertThat(libraries("elsewhere" + File.pathSeparator + own, "../" + JAR)
                        .locate())
                .isEmpty();
        assertThat(libraries(own.resolve(LIBRARY).toString(), "../" + JAR).locate())
                .isEmpty();
    }

    @Test
    void locate_chosenByTheUserWithoutLibraries_isRefusedAndNothingElseTried() throws IOException {
        place("work/target/tensorflow");
        assertThatThrownBy(() -> libraries("elsewhere", "../" + JAR).locate())
                .isInstanceOf(TensorFlowUnavailableException.class)
                .hasMessageContaining("TENSORFLOW_LIBRARY_PATH is elsewhere, which holds no libjni.so");
    }

    private NativeLibraries libraries(@Nullable String chosen, String classPath) {
        return new NativeLibraries(chosen, classPath, work, LIBRARY);
    }

    private Path place(String folder) throws IOException {
        Path path = Files.createDirectories(root.resolve(folder));
        Files.createFile(path.resolve(LIBRARY));
        return path;
    }
}
