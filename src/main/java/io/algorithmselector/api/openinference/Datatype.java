package io.algorithmselector.api.openinference;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ServingException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The protocol's names for data types, BF16 being Triton's addition. */
enum Datatype {
    BOOL(DataType.BOOL),
    UINT8(DataType.UINT8),
    UINT16(DataType.UINT16),
    UINT32(DataType.UINT32),
    UINT64(DataType.UINT64),
    INT8(DataType.INT8),
    INT16(DataType.INT16),
    INT32(DataType.INT32),
    INT64(DataType.INT64),
    FP16(DataType.FLOAT16),
    FP32(DataType.FLOAT32),
    FP64(DataType.FLOAT64),
    BYTES(DataType.STRING),
    BF16(DataType.BFLOAT16);

    private static final Map<String, Datatype> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Datatype::name, Function.identity()));
    private static final Map<DataType, Datatype> BY_TYPE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Datatype::type, Function.identity()));

    private final DataType type;

    Datatype(DataType type) {
        this.type = type;
    }

    DataType type() {
        return type;
    }

    /**
     * The type of that name, which is spelt in capitals.
     *
     * @param tensor what has that type, for the message: {@code input x}
     * @throws ServingException with {@code InvalidInput} if there is none
     */
    static Datatype named(String tensor, String name) {
        Datatype known = BY_NAME.get(name);
        if (known == null) {
            throw ServingException.invalidInput(tensor + " has the unknown datatype '" + Echo.of(name) + "'; known are "
                    + Arrays.toString(values()));
        }
        return known;
    }

    /** Null for a type that the protocol has no name for. */
    static @Nullable Datatype of(DataType type) {
        return BY_TYPE.get(type);
    }

    /** How metadata shows the type: by the protocol's name, or by TensorFlow's if the protocol has none. */
    static String text(DataType type) {
        Datatype known = BY_TYPE.get(type);
        return known == null ? type.name().toUpperCase(Locale.ROOT) : known.name();
    }
}
