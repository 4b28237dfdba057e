package io.algorithmselector.api.json;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.util.Arrays;

/**
 * Collects one input's elements from nested lists, whole or in rows. The first value read decides on the shape; each list
 * must be as long as the others at its depth, and each row must have the first one's shape.
 *
 * <p>Failures name the input and the place in it, such as {@code input x[3][2]}. Not thread-safe; for one tensor.
 */
public final class JsonTensorReader {
    /** The most dimensions that TensorFlow's tensors can have. */
    private static final int MAX_RANK = 254;

    private static final int UNKNOWN = -1;

    private final String name;
    private final JsonElements elements;
    private final int[] dimensions = new int[MAX_RANK];
    private final int[] counts = new int[MAX_RANK];
    private int rank = UNKNOWN;
    private int rows;
    private boolean inRows;
    private int depth;

    /**
     * For a tensor whose elements say how many they are.
     *
     * @param budget what the elements take is taken from it as they are read
     * @throws ServingException with {@code Unsupported} if JSON has no form for the type
     */
    public JsonTensorReader(String name, DataType type, ByteBudget budget) {
        this(name, type, JsonRules.TENSORFLOW_SERVING, budget);
    }

    private JsonTensorReader(String name, DataType type, JsonRules rules, ByteBudget budget) {
        this.name = name;
        this.elements = JsonElements.of(name, type, rules, budget);
        Arrays.fill(dimensions, UNKNOWN);
    }

    /**
     * For a tensor whose number of elements is known before it is read: strings are nothing but text, and a number beyond the
     * type's range is refused. What they take is the caller's to account for.
     *
     * @param most how many elements there are to be; more are refused
     * @param textLength how long the text is that they are read from, at the most: memory is not taken for more of them than
     *     could stand there
     */
    public static JsonTensorReader announced(String name, DataType type, long most, int textLength) {
        // an element and its comma are two bytes at least
        JsonRules rules = new JsonRules(false, false, most, Math.min(most, textLength / 2 + 1));
        return new JsonTensorReader(name, type, rules, new ByteBudget(Long.MAX_VALUE));
    }

    /** Reads the whole tensor: a value or nested lists. */
    public Tensor whole(JsonCursor in) {
        read(in);
        return elements.tensor(shape(0));
    }

    /** Reads what will be the next slice along the first dimension. */
    public void row(JsonCursor in) {
        inRows = true;
        read(in);
        rows++;
    }

    /** How many rows have been read. */
    public int rows() {
        return rows;
    }

    /** All rows together; the first dimension is their number. */
    public Tensor stacked() {
        return elements.tensor(shape(1));
    }

    private Shape shape(int leading) {
        long[] all = new long[leading + Math.max(rank, 0)];
        if (leading == 1) {
            all[0] = rows;
        }
        for (int i = leading; i < all.length; i++) {
            all[i] = dimensions[i - leading];
        }
        return Shape.of(all);
    }

    private void read(JsonCursor in) {
        int listStart = elements.count();
        depth = 0;
        try {
            do {
                if (in.take('[')) {
                    open();
                    listStart = elements.count();
                    if (!in.take(']')) {
                        continue;
                    }
                    requireRank();
                } else {
                    requireRank();
                    readElements(in);
                    if (depth == 0) {
                        return;
                    }
                }
                closeEnded(in);
            } while (depth > 0);
        } catch (UnexpectedValue unexpected) {
            if (depth > 0 && depth == rank) {
                counts[depth - 1] = elements.count() - listStart;
            }
            throw fail(unexpected.reason());
        }
    }

    private void open() {
        if (depth == MAX_RANK || depth == rank) {
            throw new UnexpectedValue("a list, expected " + (depth == rank ? elements.type() : "at most 254 levels"));
        }
        counts[depth++] = 0;
    }

    private void requireRank() {
        if (rank == UNKNOWN) {
            rank = depth;
        } else if (depth != rank) {
            throw new UnexpectedValue("a value at level " + depth + ", expected at level " + rank);
        }
    }

    private void readElements(JsonCursor in) {
        if (depth == 0) {
            elements.read(in);
        } else {
            counts[depth - 1] = elements.readList(in);
        }
    }

    /** The list at this depth has ended: checks its length, and closes those around it that end here as well. */
    private void closeEnded(JsonCursor in) {
        do {
            depth--;
            requireLength(depth, counts[depth]);
            if (depth == 0) {
                return;
            }
            counts[depth - 1]++;
        } while (!in.nextElement());
    }

    private void requireLength(int level, int length) {
        if (dimensions[level] == UNKNOWN) {
            dimensions[level] = length;
        } else if (dimensions[level] != length) {
            throw new UnexpectedValue(
                    "a list of " + length + ", expected " + dimensions[level] + " as in the first one");
        }
    }

    private ServingException fail(String reason) {
        StringBuilder place = new StringBuilder("input ").append(name);
        if (inRows) {
            place.append('[').append(rows).append(']');
        }
        for (int i = 0; i < depth; i++) {
            place.append('[').append(counts[i]).append(']');
        }
        return ServingException.invalidInput(place.append(" is ").append(reason).toString());
    }
}
