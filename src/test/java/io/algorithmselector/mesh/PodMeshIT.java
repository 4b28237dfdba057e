package io.algorithmselector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pods themselves: that they are looked at as the Deployment says, and write to their volumes and nowhere else. */
@Mesh
class PodMeshIT {
    private static final Path IMAGE = MeshStack.RUN.resolve("image");
    private static final String PORT = "http://127.0.0.1:9000";

    private final MeshStack mesh;

    PodMeshIT(MeshStack mesh) {
        this.mesh = mesh;
    }

    @Test
    void probes_areTheDeployments_andSucceed() throws Exception {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            String path = mesh.kubectl(
                    "get",
                    "deployment",
                    "algorithm-selector-v1",
                    "-n",
                    "algorithm-selector",
                    "-o",
                    "jsonpath={.spec.template.spec.containers[0]." + probe + ".httpGet.path}");
            assertThat(path).startsWith("/q/health/");
            assertThat(mesh.podLog("v1")).contains(probe + " " + PORT + path + ": succeeded");
        }
    }

    /** The pod's start is its control: a check that succeeds before anything is served ends it. */
    @Test
    void imagesHealthCheck_succeeds() throws Exception {
        assertThat(mesh.podLog("v1")).contains("HEALTHCHECK: succeeded");
    }

    @Test
    void imagesFiles_areNotWrittenTo() throws Exception {
        FileTime began = Files.getLastModifiedTime(MeshStack.RUN.resolve("kubeconfig"));
        List<Path> files = imagesFiles();
        assertThat(files).hasSizeGreaterThan(100);
        for (Path file : files) {
            Path original = original(file);
            assertThat(original)
                    .as("a file that the image does not hold: " + file)
                    .exists();
            assertThat(Files.mismatch(file, original)).as("changed: " + file).isEqualTo(-1);
            // for those that are links to the originals
            assertThat(Files.getLastModifiedTime(file)).as("written: " + file).isLessThan(began);
        }
    }

    private static List<Path> imagesFiles() throws IOException {
        try (Stream<Path> files = Files.walk(IMAGE)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static Path original(Path file) {
        return Path.of("target").resolve(IMAGE.resolve("opt/algorithm-selector").relativize(file));
    }

    /** In a home they could not be: there is none. */
    @Test
    void nativeLibraries_areCachedInTheVolume() {
        Path tmp = MeshStack.RUN.resolve(Path.of("pods", "v1", "tmp"));
        assertThat(tmp.resolve("javacpp"))
                .as("the folder that the image's entry point names")
                .isDirectory();
    }
}
