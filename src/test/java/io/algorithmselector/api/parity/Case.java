package io.algorithmselector.api.parity;

import io.algorithmselector.model.DataType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is asked, in no protocol's terms.
 *
 * @param version a number, a label, or empty
 * @param signature empty for the default one
 */
record Case(String name, String model, String version, String signature, List<Input> inputs) {
    /**
     * @param values numbers as {@link Double}s or {@link Long}s, truth values as {@link Boolean}s, texts as {@link String}s;
     *     row-major
     */
    record Input(String name, DataType type, List<Integer> shape, List<Object> values) {}

    @Override
    public String toString() {
        return name;
    }

    boolean versionIsNumber() {
        return version.matches("\\d+");
    }

    static Builder of(String name, String model) {
        return new Builder(name, model);
    }

    static final class Builder {
        private final String name;
        private final String model;
        private String version = "";
        private String signature = "";
        private final Map<String, Input> inputs = new TreeMap<>();

        private Builder(String name, String model) {
            this.name = name;
            this.model = model;
        }

        Builder version(String version) {
            this.version = version;
            return this;
        }

        Builder signature(String signature) {
            this.signature = signature;
            return this;
        }

        Builder input(String input, DataType type, List<Integer> shape, Object... values) {
            inputs.put(input, new Input(input, type, shape, List.of(values)));
            return this;
        }

        Case build() {
            return new Case(name, model, version, signature, List.copyOf(inputs.values()));
        }
    }
}
