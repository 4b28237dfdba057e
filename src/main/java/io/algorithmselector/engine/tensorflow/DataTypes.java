package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.DataType;
import java.util.Optional;

/** Our data types and the numbers that stand in graphs. */
final class DataTypes {
    /** A variable's own output: the type it refers to, plus this. Fetching one yields the value. */
    private static final int REFERENCE = 100;

    private DataTypes() {}

    /** The type, or the one referred to; empty for what is no value. */
    static Optional<DataType> ofNumber(int number) {
        return DataType.ofNumber(number > REFERENCE ? number - REFERENCE : number);
    }

    /** For messages: our name, or TensorFlow's own for a type that is none of ours. */
    static String name(int number) {
        return ofNumber(number).map(DataType::toString).orElseGet(() -> {
            var type = org.tensorflow.proto.DataType.forNumber(number);
            return type == null ? "data type " + number : type.name();
        });
    }
}
