package io.algorithmselector.api.json;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;

/** A growing sequence of elements of one type, read from JSON. Not thread-safe. */
abstract sealed class JsonElements permits JsonNumbers, JsonStrings {
    private final DataType type;

    JsonElements(DataType type) {
        this.type = type;
    }

    /** @throws ServingException with {@code Unsupported} if JSON has no form for the type */
    static JsonElements of(String input, DataType type, JsonRules rules, ByteBudget budget) {
        requireForm("input " + input, type);
        return type == DataType.STRING
                ? new JsonStrings(input, rules, budget)
                : new JsonNumbers(input, type, rules, budget);
    }

    /**
     * @param tensor such as {@code output y}, for the message
     * @throws ServingException with {@code Unsupported} if JSON has no form for the type
     */
    static void requireForm(String tensor, DataType type) {
        boolean form = switch (type) {
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64, INT8, INT16, INT32, INT64 -> true;
            case UINT8, UINT16, UINT32, UINT64, BOOL, STRING -> true;
            case COMPLEX64, COMPLEX128, QINT8, QUINT8, QINT16, QUINT16, QINT32 -> false;
            case FLOAT8_E5M2, FLOAT8_E4M3FN, INT4, UINT4 -> false;
        };
        if (!form) {
            throw new ServingException(
                    new Failure.Unsupported(tensor + " is " + type + ", for which JSON has no form"));
        }
    }

    final DataType type() {
        return type;
    }

    abstract int count();

    /** Reads one element. */
    abstract void read(JsonCursor in);

    /** Reads elements to the end of the list that they stand in; how many they are. */
    final int readList(JsonCursor in) {
        int before = count();
        do {
            read(in);
        } while (in.nextElement());
        return count() - before;
    }

    final ServingException tooMany(String input) {
        return ServingException.invalidInput("input " + input + " has more than " + count() + " elements");
    }

    /** @param shape of as many elements as there are */
    abstract Tensor tensor(Shape shape);
}
