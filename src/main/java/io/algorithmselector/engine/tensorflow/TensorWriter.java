package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.global.tensorflow;

/** Copies tensors into the engine. Type and shape have been checked: the C interface would not report a mismatch. */
final class TensorWriter {
    private static final int STRING_BYTES = Loader.sizeof(TF_TString.class);

    private TensorWriter() {}

    /** @param input the port's number in the call */
    static void write(SessionCall call, int input, Port port, Tensor tensor) {
        switch (tensor) {
            case Tensor.Numeric numeric -> {
                long bytes = numeric.data().byteSize();
                allocate(call, input, port, tensor, bytes).copyFrom(numeric.data());
            }
            case Tensor.Strings strings -> {
                int count = strings.elements().size();
                MemorySegment memory = allocate(call, input, port, tensor, (long) count * STRING_BYTES);
                fill(memory, strings.elements(), count);
            }
        }
    }

    private static MemorySegment allocate(SessionCall call, int input, Port port, Tensor tensor, long bytes) {
        MemorySegment memory =
                call.allocateInput(input, tensor.type().number(), tensor.shape().toArray(), bytes);
        if (memory == null) {
            throw new ServingException(new Failure.EngineFailed(
                    ErrorCode.RESOURCE_EXHAUSTED, "no memory for the " + bytes + " bytes of input " + port.name()));
        }
        return memory;
    }

    /**
     * The tensor owns its strings from here on and frees them with its last reference. They are never freed by
     * {@code TF_StringDealloc}: a variable assigned from the input may hold the tensor longer than the call.
     */
    private static void fill(MemorySegment memory, List<byte[]> elements, int count) {
        TF_TString element = NativePointers.stringArray(memory);
        for (int i = 0; i < count; i++) {
            tensorflow.TF_StringInit(element.position(i)); // all of them first: the tensor can be freed from then on
        }
        for (int i = 0; i < count; i++) {
            byte[] bytes = elements.get(i);
            if (bytes.length > 0) {
                tensorflow.TF_TString_ResizeUninitialized(element.position(i), bytes.length)
                        .put(bytes, 0, bytes.length);
            }
        }
    }
}
