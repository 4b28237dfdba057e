package io.algorithmselector.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One object of a YAML file.
 *
 * @param file what a message names
 */
record Manifest(String file, Map<?, ?> content) {
    /** All objects of a file. */
    static List<Manifest> read(String file, String text) {
        List<Manifest> manifests = new ArrayList<>();
        for (Object content : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            if (content instanceof Map<?, ?> map) {
                manifests.add(new Manifest(file, map));
            }
        }
        return manifests;
    }

    boolean is(String kind) {
        return kind.equals(content.get("kind"));
    }

    String name() {
        return string("metadata", "name");
    }

    String namespace() {
        return string("metadata", "namespace");
    }

    /** What lies at these keys; null if nothing does. */
    @Nullable
    Object at(String... keys) {
        return at(content, keys);
    }

    String string(String... keys) {
        return Objects.toString(at(keys), "");
    }

    List<?> list(String... keys) {
        return list(content, keys);
    }

    static @Nullable Object at(@Nullable Object from, String... keys) {
        @Nullable Object value = from;
        for (String key : keys) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    static List<?> list(@Nullable Object from, String... keys) {
        return at(from, keys) instanceof List<?> list ? list : List.of();
    }

    static String string(@Nullable Object from, String... keys) {
        return Objects.toString(at(from, keys), "");
    }
}
