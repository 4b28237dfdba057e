package io.algorithmselector.api.json;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
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
    private static final int FIRST_CAPACITY = 1024;
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 16;

    private final String input;
    private final int size;
    private byte[] data = new byte[FIRST_CAPACITY];
    private int used;

    JsonNumbers(String input, DataType type) {
        super(type);
        this.input = input;
        this.size = type.size();
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
            case FLOAT32 -> FLOAT.set(data, used, (float) in.decimal());
            case FLOAT64 -> DOUBLE.set(data, used, in.decimal());
            case FLOAT16 -> SHORT.set(data, used, Float.floatToFloat16((float) in.decimal()));
            case BFLOAT16 -> SHORT.set(data, used, HalfPrecision.toBfloat16((float) in.decimal()));
            case BOOL -> data[used] = (byte) (in.bool() ? 1 : 0);
            case UINT64 -> LONG.set(data, used, in.unsigned());
            default -> readInteger(in);
        }
        used += size;
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

    private void grow() {
        if (data.length == MAX_CAPACITY) {
            throw ServingException.invalidInput("input " + input + " has more than " + count() + " elements");
        }
        data = Arrays.copyOf(data, (int) Math.min(MAX_CAPACITY, 2L * data.length));
    }

    @Override
    Tensor tensor(Shape shape) {
        return new Tensor.Numeric(type(), shape, MemorySegment.ofArray(data).asSlice(0, used));
    }
}
