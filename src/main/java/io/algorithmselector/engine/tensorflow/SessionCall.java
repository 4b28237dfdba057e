package io.algorithmselector.engine.tensorflow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * What one run allocates: the tensors in, the tensors out, the status. Closing it frees all of them, however far the run
 * came. Used by one thread.
 */
final class SessionCall implements AutoCloseable {
    /** Not an arena's: those make a call several microseconds dearer in some of the compiler's outcomes. */
    private final Pointer memory;

    private final int inputs;
    private final int outputs;
    /** The array that the C call reads and fills: inputs, then outputs; zero where there is no tensor. */
    private final MemorySegment tensors;

    private final TF_Status status;

    SessionCall(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        long bytes = Math.max(1, inputs + outputs) * (long) Long.BYTES;
        this.memory = Pointer.malloc(bytes);
        this.tensors = NativePointers.memory(memory, bytes);
        for (int i = 0; i < inputs + outputs; i++) {
            tensors.setAtIndex(ValueLayout.JAVA_LONG, i, 0);
        }
        this.status = tensorflow.TF_NewStatus(); // last: nothing after it may fail
    }

    /**
     * Makes the input's tensor; its memory is to be filled by the caller.
     *
     * @param bytes zero or more; exactly what type and shape take, which the C call does not check
     * @return null if there is not enough memory
     */
    @Nullable
    MemorySegment allocateInput(int input, int type, long[] shape, long bytes) {
        TF_Tensor tensor = tensorflow.TF_AllocateTensor(type, shape, shape.length, bytes);
        if (tensor == null || tensor.isNull()) {
            return null;
        }
        tensors.setAtIndex(ValueLayout.JAVA_LONG, input, tensor.address());
        return NativePointers.data(tensor, bytes);
    }

    PointerPointer<TF_Tensor> inputTensors() {
        return NativePointers.tensorArray(tensors.address());
    }

    PointerPointer<TF_Tensor> outputTensors() {
        return NativePointers.tensorArray(tensors.address() + (long) inputs * Long.BYTES);
    }

    TF_Status status() {
        return status;
    }

    /** After a successful run. The tensor is freed with this call. */
    TF_Tensor output(int output) {
        return NativePointers.tensor(tensors.getAtIndex(ValueLayout.JAVA_LONG, inputs + output));
    }

    @Override
    public void close() {
        for (int i = 0; i < inputs + outputs; i++) {
            long address = tensors.getAtIndex(ValueLayout.JAVA_LONG, i);
            if (address != 0) {
                tensorflow.TF_DeleteTensor(NativePointers.tensor(address));
            }
        }
        tensorflow.TF_DeleteStatus(status);
        Pointer.free(memory);
    }
}
