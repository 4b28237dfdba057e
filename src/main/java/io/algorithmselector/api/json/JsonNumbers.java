package io.algorithmselector.api.json;

import io.algorithmselector.model.ByteBudget;
import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Numbers and truth values, in a tensor's own bytes. */
final class JsonNumbers extends JsonElements {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle FLOAT = view(float[].class);
    private static final VarHandle DOUBLE = view(double[].class);
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 16;

    private final String input;
    private final int size;
    private final JsonRules rules;
    private final ByteBudget budget;
    private final int capacity;
    private byte[] data;
    private int used;
    /** How much of it has been taken from the budget. */
    private int taken;

    JsonNumbers(String input, DataType type, JsonRules rules, ByteBudget budget) {
        super(type);
        this.input = input;
        this.size = type.size();
        this.rules = rules;
        this.budget = budget;
        this.capacity = (int) Math.min(MAX_CAPACITY / size, rules.most()) * size;
        this.data = new byte[(int) Math.min(capacity, rules.expected() * size)];
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    int count() {
        return used / size;
    }

    @Override
    void read(JsonCursor in) {
        if (data.length - used < size) {
            grow();
        }
        // One loop over a switch, not a class a type: a virtual call an element costs more.
        switch (type()) {
            case FLOAT32 -> FLOAT.set(data, used, single(in));
            case FLOAT64 -> DOUBLE.set(data, used, decimal(in));
            case FLOAT16 -> SHORT.set(data, used, Float.floatToFloat16((float) in.decimal()));
            case BFLOAT16 -> SHORT.set(data, used, HalfPrecision.toBfloat16((float) in.decimal()));
            case BOOL -> data[used] = (byte) (in.bool() ? 1 : 0);
            case UINT64 -> LONG.set(data, used, in.unsigned());
            default -> readInteger(in);
        }
        used += size;
    }

    private float single(JsonCursor in) {
        int start = in.at;
        float value = (float) in.decimal();
        return Float.isInfinite(value) ? infinite(in, start, value) : value;
    }

    private double decimal(JsonCursor in) {
        int start = in.at;
        double value = in.decimal();
        return Double.isInfinite(value) ? infinite(in, start, (float) value) : value;
    }

    /** What has become infinite: as the word says it, or because its digits are too many. */
    private float infinite(JsonCursor in, int start, float value) {
        int end = in.at;
        in.at = start;
        int first = in.peek();
        byte digitOrWord = in.bytes[first == '-' ? in.at + 1 : in.at];
        if (!rules.overflow() && JsonCursor.isDigit(digitOrWord)) {
            throw new UnexpectedValue("the number " + in.excerpt() + ", which is out of the range of " + type());
        }
        in.at = end;
        return value;
    }

    private void readInteger(JsonCursor in) {
        switch (type()) {
            case INT8 -> data[used] = (byte) integer(in, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT8 -> data[used] = (byte) integer(in, 0, 0xFF);
            case INT16 -> SHORT.set(data, used, (short) integer(in, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> SHORT.set(data, used, (short) integer(in, 0, 0xFFFF));
            case INT32 -> INT.set(data, used, (int) integer(in, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> INT.set(data, used, (int) integer(in, 0, 0xFFFF_FFFFL));
            case INT64 -> LONG.set(data, used, integer(in, Long.MIN_VALUE, Long.MAX_VALUE));
            default -> throw new IllegalStateException(type() + " is no integer");
        }
    }

    private long integer(JsonCursor in, long min, long max) {
        return in.integer(min, max, type().toString());
    }

    /** What is full is taken from the budget, and no more room is made than that has left, but for the element that exceeds it. */
    private void grow() {
        if (used == capacity) {
            throw tooMany(input);
        }
        take();
        long more = Math.max(size, Math.min(used, budget.left()));
        data = Arrays.copyOf(data, (int) Math.min(capacity, used + more));
    }

    private void take() {
        budget.take(input, used - taken);
        taken = used;
    }

    @Override
    Tensor tensor(Shape shape) {
        take();
        return new Tensor.Numeric(type(), shape, MemorySegment.ofArray(data).asSlice(0, used));
    }
}
