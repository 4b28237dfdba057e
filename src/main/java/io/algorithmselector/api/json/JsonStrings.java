package io.algorithmselector.api.json;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Strings: text, which is taken as UTF-8, or bytes in the form {@code {"b64": "…"}}. */
final class JsonStrings extends JsonElements {
    private static final byte[] BASE64_KEY = "b64".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMPTY = new byte[0];

    private final String input;
    private final JsonRules rules;
    private final ByteBudget budget;
    private final List<byte[]> elements;

    JsonStrings(String input, JsonRules rules, ByteBudget budget) {
        super(DataType.STRING);
        this.input = input;
        this.rules = rules;
        this.budget = budget;
        this.elements = new ArrayList<>((int) Math.min(Integer.MAX_VALUE - 16, rules.expected()));
    }

    @Override
    int count() {
        return elements.size();
    }

    @Override
    void read(JsonCursor in) {
        if (elements.size() == rules.most()) {
            throw tooMany(input);
        }
        if (in.peek() == '{' && rules.base64()) {
            add(requireBase64(in));
        } else {
            in.string();
            byte[] text = in.textBytes();
            add(text.length == 0 ? EMPTY : text);
        }
    }

    private void add(byte[] element) {
        budget.takeStrings(input, 1);
        budget.take(input, element.length);
        elements.add(element);
    }

    private static byte[] requireBase64(JsonCursor in) {
        if (!isBase64(in)) {
            throw new UnexpectedValue("an object other than {\"b64\": \"…\"}, expected string");
        }
        byte[] decoded = base64(in);
        if (decoded == null) {
            throw new UnexpectedValue("not decodable as base64");
        }
        return decoded;
    }

    static byte @Nullable [] base64(JsonCursor in) {
        in.take('{');
        in.key();
        in.string();
        in.take('}');
        byte[] text = in.textBytes();
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return decodeWithoutSpace(text);
        }
    }

    /** Encoders that keep lines short leave line ends. */
    private static byte @Nullable [] decodeWithoutSpace(byte[] text) {
        int length = 0;
        for (byte c : text) {
            if (c != ' ' && (c < '\t' || c > '\r')) {
                text[length++] = c;
            }
        }
        try {
            return length == text.length ? null : Base64.getDecoder().decode(Arrays.copyOf(text, length));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether what comes next is an object whose only member is a string named {@code b64}; consumes nothing. */
    static boolean isBase64(JsonCursor in) {
        int start = in.at;
        try {
            if (!in.take('{') || in.peek() != '"') {
                return false;
            }
            in.key();
            if (!in.textEquals(BASE64_KEY) || in.peek() != '"') {
                return false;
            }
            in.string();
            return in.take('}');
        } finally {
            in.at = start;
        }
    }

    @Override
    Tensor tensor(Shape shape) {
        return new Tensor.Strings(shape, elements);
    }
}
