package io.algorithmselector.mesh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates of a test's own, by openssl: {@code NAME.crt} and {@code NAME.key} in a folder. */
final class Certificates {
    private final MeshStack mesh;
    private final Path folder;

    Certificates(MeshStack mesh, Path folder) {
        this.mesh = mesh;
        this.folder = folder;
    }

    void authority(String name) throws IOException, InterruptedException {
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=" + name
                + " -keyout " + file(name, "key") + " -out " + file(name, "crt"));
    }

    /** @param subject a host or a person, or several hosts; this machine's loopback as well */
    void signed(String name, String authority, String... subject) throws IOException, InterruptedException {
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" + subject[0]
                + " -addext subjectAltName=DNS:" + String.join(",DNS:", subject) + ",IP:127.0.0.1"
                + " -keyout " + file(name, "key") + " -out " + file(name, "csr"));
        openssl("x509 -req -in " + file(name, "csr") + " -CA " + file(authority, "crt") + " -CAkey "
                + file(authority, "key") + " -CAcreateserial -days 1 -copy_extensions copy -out " + file(name, "crt"));
    }

    private String file(String name, String kind) {
        return folder.resolve(name + "." + kind).toString();
    }

    /** The folder's path must hold no blank. */
    private void openssl(String words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("openssl"));
        all.addAll(List.of(words.split(" ")));
        mesh.run(all.toArray(String[]::new));
    }
}
