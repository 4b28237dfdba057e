package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import java.util.Map;

/**
 * Keeps answers within what a protobuf message can be, 2 GiB: beyond that its own arithmetic overflows. Held against the most that the
 * tensors can take, so that nothing is made of them first.
 */
final class AnswerSize {
    /** Leaves room for names, shapes and the spec. */
    private static final long MOST = Integer.MAX_VALUE - (1L << 20);

    private AnswerSize() {}

    /** @throws ServingException with {@code AtLimit} that names the output at which it becomes too much */
    static void requireSendable(Map<String, Tensor> outputs) {
        long total = 0;
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            total += most(output.getValue());
            if (total > MOST) {
                throw new ServingException(new Failure.AtLimit("with output " + output.getKey()
                        + " the answer is larger than the 2 GiB that can be sent; ask for fewer outputs"));
            }
        }
    }

    private static long most(Tensor tensor) {
        return switch (tensor) {
            case Tensor.Numeric numeric -> numeric.shape().elements() * most(numeric.type());
            case Tensor.Strings strings -> {
                long bytes = 0;
                for (byte[] element : strings.elements()) {
                    // the tag, and a length of at most five bytes
                    bytes += 6L + element.length;
                }
                yield bytes;
            }
        };
    }

    /** The bytes that one element takes at most: integers are varints, of ten bytes if they can be negative. */
    private static int most(DataType type) {
        return switch (type) {
            case FLOAT32, FLOAT64, COMPLEX64, COMPLEX128, FLOAT8_E5M2, FLOAT8_E4M3FN -> type.size();
            case BOOL, UINT4 -> 1;
            case UINT8, QUINT8 -> 2;
            case FLOAT16, BFLOAT16, UINT16, QUINT16 -> 3;
            case UINT32 -> 5;
            case INT4, INT8, QINT8, INT16, QINT16, INT32, QINT32, INT64, UINT64 -> 10;
            case STRING -> throw new IllegalArgumentException("strings are no numbers");
        };
    }
}
