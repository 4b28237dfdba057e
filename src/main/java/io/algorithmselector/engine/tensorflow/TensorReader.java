package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.DataType;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Shape;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;

/** Copies tensors out of the engine. */
final class TensorReader {
    /** What a Java array holds on every JVM; also about what a protobuf message may. */
    static final long LIMIT = Integer.MAX_VALUE - 8;

    private TensorReader() {}

    /** @param port the output's; its type is the graph's, as was seen at load */
    static Tensor read(Port port, TF_Tensor tensor) {
        Shape shape = shape(tensor);
        if (port.spec().type() == DataType.STRING) {
            return new Tensor.Strings(shape, strings(port, tensor, shape));
        }
        long bytes = tensorflow.TF_TensorByteSize(tensor);
        requireWithinLimit(port.name(), bytes, "bytes");
        byte[] copy = new byte[(int) bytes];
        MemorySegment.copy(NativePointers.data(tensor, bytes), 0, MemorySegment.ofArray(copy), 0, bytes);
        return Tensor.Numeric.of(port.spec().type(), shape, copy);
    }

    /** @throws ServingException with RESOURCE_EXHAUSTED if the output is larger than this server can hand over */
    static void requireWithinLimit(String output, long size, String unit) {
        if (size > LIMIT) {
            throw new ServingException(new Failure.EngineFailed(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "output " + output + " has " + size + " " + unit + ", more than the " + LIMIT
                            + " that can be answered"));
        }
    }

    private static Shape shape(TF_Tensor tensor) {
        long[] dimensions = new long[tensorflow.TF_NumDims(tensor)];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = tensorflow.TF_Dim(tensor, i);
        }
        return Shape.of(dimensions);
    }

    private static List<byte[]> strings(Port port, TF_Tensor tensor, Shape shape) {
        requireWithinLimit(port.name(), shape.elements(), "strings");
        int count = (int) shape.elements();
        List<byte[]> strings = new ArrayList<>(count);
        if (count > 0) {
            TF_TString element = new TF_TString(tensorflow.TF_TensorData(tensor));
            for (int i = 0; i < count; i++) {
                strings.add(string(port, element.position(i)));
            }
        }
        return strings;
    }

    private static byte[] string(Port port, TF_TString element) {
        long bytes = tensorflow.TF_StringGetSize(element);
        requireWithinLimit(port.name(), bytes, "bytes in one string");
        byte[] copy = new byte[(int) bytes];
        if (bytes > 0) {
            tensorflow.TF_StringGetDataPointer(element).get(copy);
        }
        return copy;
    }
}
