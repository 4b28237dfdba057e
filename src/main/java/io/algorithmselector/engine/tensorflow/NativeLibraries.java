package io.algorithmselector.engine.tensorflow;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where TensorFlow's libraries may lie, in this order: where the user says; in a folder {@code tensorflow} inside or beside
 * the folder of the jar that was started; in {@code target/tensorflow} below the working directory, where the build puts
 * them.
 *
 * @param chosen what the user set, one or several places as in a library path; null if nothing
 * @param classPath the process's, which is the jar's path for {@code java -jar}
 * @param library the file name to look for
 */
record NativeLibraries(@Nullable String chosen, String classPath, Path workingDirectory, String library) {
    /** Environment variable or system property, DJL's name for it; the environment wins, as it does in DJL. */
    static final String SETTING = "TENSORFLOW_LIBRARY_PATH";

    static NativeLibraries ofThisProcess() {
        String environment = System.getenv(SETTING);
        return new NativeLibraries(
                environment == null ? System.getProperty(SETTING) : environment,
                System.getProperty("java.class.path", ""),
                Path.of("").toAbsolutePath(),
                System.mapLibraryName("jnitensorflow"));
    }

    /**
     * The folder to announce; empty if the user's setting holds the libraries and is to stand as it is.
     *
     * @throws TensorFlowUnavailableException if they are in none of the places; the message names them. DJL is never left
     *     to look by itself: it would download libraries.
     */
    Optional<Path> locate() {
        if (chosen != null) {
            if (Arrays.stream(chosen.split(File.pathSeparator)).anyMatch(this::holdsLibrary)) {
                return Optional.empty();
            }
            throw missing(SETTING + " is " + chosen + ", which holds no " + library);
        }
        List<Path> places = places();
        return Optional.of(places.stream()
                .filter(place -> Files.isRegularFile(place.resolve(library)))
                .findFirst()
                .orElseThrow(() -> missing("no " + library + " in "
                        + places.stream().map(Path::toString).collect(Collectors.joining(", ")))));
    }

    /** DJL takes the library itself as well as its folder. */
    private boolean holdsLibrary(String place) {
        Path path = workingDirectory.resolve(place);
        return Files.isRegularFile(path.resolve(library)) || (path.endsWith(library) && Files.isRegularFile(path));
    }

    private List<Path> places() {
        List<Path> places = new ArrayList<>();
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            Path jar = workingDirectory.resolve(classPath).normalize();
            places.add(jar.resolveSibling("tensorflow"));
            Path folder = jar.getParent();
            if (folder != null && folder.getParent() != null) {
                places.add(folder.resolveSibling("tensorflow"));
            }
        }
        places.add(workingDirectory.resolve("target").resolve("tensorflow"));
        return places.stream().distinct().toList();
    }

    private static TensorFlowUnavailableException missing(String reason) {
        return new TensorFlowUnavailableException(
                "TensorFlow's libraries were not found: " + reason + "; " + SETTING + " names their folder", null);
    }
}
