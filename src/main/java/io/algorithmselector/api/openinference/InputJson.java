package io.algorithmselector.api.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.algorithmselector.api.json.JsonCursor;
import io.algorithmselector.model.ServingException;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code inputs}. Its {@code data} is jumped over, wherever among the members it stands, and read when datatype and
 * shape are known to be what the signature takes. Members of other names are passed over.
 */
final class InputJson {
    private static final byte[] NAME = "name".getBytes(UTF_8);
    private static final byte[] DATATYPE = "datatype".getBytes(UTF_8);
    private static final byte[] SHAPE = "shape".getBytes(UTF_8);
    private static final byte[] DATA = "data".getBytes(UTF_8);
    private static final byte[] PARAMETERS = "parameters".getBytes(UTF_8);

    /** One more than a tensor can have: the declaration's check says so. */
    private static final int MAX_DIMENSIONS = 255;

    private static final int TYPICAL_RANK = 8;
    private static final int NONE = -1;

    private final JsonCursor in;
    private final String place;
    private @Nullable String name;
    private @Nullable String datatype;
    private long @Nullable [] shape;
    private @Nullable Map<String, ParameterValue> parameters;
    private int data = NONE;

    private InputJson(JsonCursor in, String place) {
        this.in = in;
        this.place = place;
    }

    /**
     * Reads the element; the cursor is used again when the declaration's contents are read.
     *
     * @param place where it stands, such as {@code inputs[0]}, for messages
     * @param textLength of the whole JSON
     */
    static DeclaredTensor read(JsonCursor in, String place, int textLength, BinaryData binary) {
        InputJson input = new InputJson(in, place);
        MembersJson.read(in, place, input::member);
        return input.declared(textLength, binary);
    }

    private void member() {
        if (in.textEquals(DATA)) {
            MembersJson.requireFirst(data == NONE, "data", place);
            data = in.place();
            in.seekPast();
        } else if (in.textEquals(NAME)) {
            MembersJson.requireFirst(name == null, "name", place);
            name = MembersJson.text(in, "name", place);
        } else if (in.textEquals(DATATYPE)) {
            MembersJson.requireFirst(datatype == null, "datatype", place);
            datatype = MembersJson.text(in, "datatype", place);
        } else if (in.textEquals(SHAPE)) {
            MembersJson.requireFirst(shape == null, "shape", place);
            shape = readShape();
        } else if (in.textEquals(PARAMETERS) && in.peek() != 'n') {
            MembersJson.requireFirst(parameters == null, "parameters", place);
            parameters = ParametersJson.read(in, place);
        } else {
            in.skip();
        }
    }

    private long[] readShape() {
        long[][] dimensions = {new long[TYPICAL_RANK]};
        int[] rank = {0};
        MembersJson.list(in, "shape of " + place, MAX_DIMENSIONS, i -> {
            if (i == dimensions[0].length) {
                dimensions[0] = Arrays.copyOf(dimensions[0], 2 * i);
            }
            dimensions[0][i] = in.nextWhole()
                    .orElseThrow(() -> ServingException.invalidInput(
                            "shape of " + place + " has for dimension " + i + " no whole number of 63 bits"));
            rank[0] = i + 1;
        });
        return Arrays.copyOf(dimensions[0], rank[0]);
    }

    private DeclaredTensor declared(int textLength, BinaryData binary) {
        String owner = required(name, place, "name");
        String type = required(datatype, "input " + owner, "datatype");
        long[] dimensions = required(shape, "input " + owner, "shape");
        InferParameters known =
                parameters == null ? InferParameters.NONE : InferParameters.of("input " + Echo.of(owner), parameters);
        OptionalLong size = known.binaryDataSize();
        if (size.isPresent() && data != NONE) {
            throw ServingException.invalidInput("input " + owner + " has both data and binary_data_size");
        }
        if (size.isEmpty() && data == NONE) {
            throw ServingException.invalidInput("input " + owner + " has neither data nor binary_data_size");
        }
        TensorContents contents = size.isPresent()
                ? new RawContents(binary.take(owner, size.getAsLong()))
                : new JsonContents(in, data, textLength - data);
        return new DeclaredTensor(owner, type, dimensions, contents);
    }

    private static <T> T required(@Nullable T member, String owner, String what) {
        if (member == null) {
            throw ServingException.invalidInput(owner + " has no " + what);
        }
        return member;
    }
}
