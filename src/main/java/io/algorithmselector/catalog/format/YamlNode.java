package io.algorithmselector.catalog.format;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A YAML document as a tree that knows its lines, which count from 1. */
sealed interface YamlNode {
    int line();

    /** What this is, for messages. */
    String kind();

    /** @param plain without quotes: only then can it be a number, or nothing */
    record Scalar(int line, String text, boolean plain) implements YamlNode {
        boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }

        @Override
        public String kind() {
            if (isNull()) {
                return "empty";
            }
            return plain ? "'" + text + "'" : "the text \"" + text + "\"";
        }
    }

    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** @param fields by key, in the order of the file */
    record Mapping(int line, SequencedMap<String, Field> fields) implements YamlNode {
        @Nullable
        Field field(String key) {
            return fields.get(key);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** @param line of the key */
    record Field(int line, YamlNode value) {}
}
