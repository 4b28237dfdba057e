package io.algorithmselector.mesh;

import java.util.ArrayList;
import java.util.List;

/** What is wrong, each as {@code file: field: what is wrong}. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(Manifest manifest, String field, String problem) {
        found.add(manifest.file() + ": " + field + ": " + problem);
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
