package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.DataType;
import java.util.Objects;

/** Our data types as TensorFlow's messages name them. */
final class TensorProtoTypes {
    private TensorProtoTypes() {}

    static org.tensorflow.framework.DataType toProto(DataType type) {
        return Objects.requireNonNull(org.tensorflow.framework.DataType.forNumber(type.number()));
    }
}
