package io.algorithmselector.api.tensorflow;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.api.json.JsonNumberKind;
import io.algorithmselector.model.ServingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.tensorflow.example.BytesList;
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;
import org.tensorflow.example.Features;
import org.tensorflow.example.FloatList;
import org.tensorflow.example.Int64List;

/**
 * From a JSON object to a serialised {@code tensorflow.Example}, without making either: a member is a feature, its value or the
 * values of its list decide on the kind. Whole numbers and truth values are {@code int64_list}, other numbers {@code float_list},
 * strings and {@code {"b64": "…"}} {@code bytes_list}; a list holds one kind, and an empty one none. Of members of one name the last
 * counts, as it does for all who read the bytes.
 *
 * <p>Not thread-safe; for the examples of one request.
 */
final class ExampleWriter {
    /** Of each entry of a map. */
    private static final int KEY = 1;

    private static final int VALUE = 2;

    private final JsonCursor in;
    private final long limit;
    private final WireBuffer features;
    private final WireBuffer values;
    private @Nullable Kind kind;
    private byte[] name = new byte[0];

    /** @param limit the most bytes that one example may take */
    ExampleWriter(JsonCursor in, long limit) {
        this.in = in;
        this.limit = limit;
        this.features = new WireBuffer(limit);
        this.values = new WireBuffer(limit);
    }

    /** What a feature holds: the field of {@code Feature}, and that of the list in it. */
    private enum Kind {
        BYTES("bytes", Feature.BYTES_LIST_FIELD_NUMBER, BytesList.VALUE_FIELD_NUMBER, false),
        FLOAT("float", Feature.FLOAT_LIST_FIELD_NUMBER, FloatList.VALUE_FIELD_NUMBER, true),
        INT64("int64", Feature.INT64_LIST_FIELD_NUMBER, Int64List.VALUE_FIELD_NUMBER, true);

        private final String text;
        private final int list;
        private final int value;
        private final boolean packed;

        Kind(String text, int list, int value, boolean packed) {
            this.text = text;
            this.list = list;
            this.value = value;
            this.packed = packed;
        }
    }

    /**
     * Reads one example.
     *
     * @throws ServingException with {@code InvalidInput}, in TensorFlow Serving's words, if it is none
     */
    byte[] read() {
        if (in.peek() != '{') {
            throw ServingException.invalidInput("Example must be JSON object but got JSON " + passOver());
        }
        features.clear();
        in.take('{');
        boolean more = !in.take('}');
        while (more) {
            in.key();
            name = in.textBytes();
            feature();
            more = in.nextMember();
        }
        WireBuffer example = new WireBuffer(limit);
        if (features.length() > 0) {
            example.field(Example.FEATURES_FIELD_NUMBER, features.length());
            example.raw(features);
        }
        return example.toBytes();
    }

    private void feature() {
        values.clear();
        kind = null;
        if (in.take('[')) {
            boolean more = !in.take(']');
            while (more) {
                value();
                more = in.nextElement();
            }
        } else {
            value();
        }
        write();
    }

    private void value() {
        switch (in.peek()) {
            case '"' -> {
                require(Kind.BYTES);
                in.string();
                bytes(in.textBytes());
            }
            case 't', 'f' -> {
                require(Kind.INT64);
                values.varint(in.bool() ? 1 : 0);
            }
            case '{' -> base64();
            case '[', 'n' -> throw unexpectedType();
            default -> number();
        }
    }

    private void base64() {
        if (!in.atBase64()) {
            throw unexpectedType();
        }
        require(Kind.BYTES);
        byte[] decoded = in.base64();
        if (decoded == null) {
            throw ServingException.invalidInput("Unable to base64 decode the value of feature " + name());
        }
        bytes(decoded);
    }

    private void bytes(byte[] value) {
        values.field(Kind.BYTES.value, value.length);
        values.raw(value);
    }

    private void number() {
        JsonNumberKind number = in.number();
        require(number == JsonNumberKind.DECIMAL ? Kind.FLOAT : Kind.INT64);
        switch (number) {
            case DECIMAL -> values.float32((float) in.rounded());
            case INTEGER -> values.varint(in.whole());
            case UNSIGNED ->
                throw ServingException.invalidInput(
                        "Feature: " + name() + " has uint64 element. Only int64 is supported.");
        }
    }

    private void require(Kind found) {
        if (kind != null && kind != found) {
            throw ServingException.invalidInput(
                    "Unexpected element type in feature: " + name() + " expecting type: " + kind.text);
        }
        kind = found;
    }

    private ServingException unexpectedType() {
        return ServingException.invalidInput(
                "Feature: " + name() + " has element with unexpected JSON type: " + passOver());
    }

    private String name() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /** The type of what comes next, in TensorFlow Serving's words, once it has turned out to be JSON. */
    private String passOver() {
        int first = in.peek();
        in.skip();
        return switch (first) {
            case '[' -> "Array";
            case '{' -> "Object";
            case '"' -> "String";
            case 't' -> "True";
            case 'f' -> "False";
            case 'n' -> "Null";
            default -> "Number";
        };
    }

    /** One entry of the map of features; the lengths are known from the inside out. */
    private void write() {
        Kind of = kind;
        int list = of == null ? 0 : of.packed ? WireBuffer.fieldLength(values.length()) : values.length();
        int feature = of == null ? 0 : WireBuffer.fieldLength(list);
        features.field(
                Features.FEATURE_FIELD_NUMBER, WireBuffer.fieldLength(name.length) + WireBuffer.fieldLength(feature));
        features.field(KEY, name.length);
        features.raw(name);
        features.field(VALUE, feature);
        if (of != null) {
            features.field(of.list, list);
            if (of.packed) {
                features.field(of.value, values.length());
            }
            features.raw(values);
        }
    }
}
