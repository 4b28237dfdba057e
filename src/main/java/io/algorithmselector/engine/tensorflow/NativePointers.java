package io.algorithmselector.engine.tensorflow;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * JavaCPP's pointer classes over memory that is somebody else's. Its own ways to allocate register each object with a
 * process-wide list of what is to be freed; these only carry an address.
 */
final class NativePointers {
    private NativePointers() {}

    static TF_Tensor tensor(long address) {
        return new TensorAt(address);
    }

    static PointerPointer<TF_Tensor> tensorArray(long address) {
        return new TensorArrayAt(address);
    }

    static TF_TString stringArray(MemorySegment memory) {
        return new StringArrayAt(memory.address());
    }

    /** A tensor's elements, for as long as the tensor lives. A tensor of no bytes may have no data at all. */
    static MemorySegment data(TF_Tensor tensor, long bytes) {
        return bytes == 0 ? MemorySegment.NULL : memory(tensorflow.TF_TensorData(tensor), bytes);
    }

    /** What the pointer points at, for as long as it does. */
    @SuppressWarnings("restricted") // the length is that of what was allocated
    static MemorySegment memory(Pointer pointer, long bytes) {
        return MemorySegment.ofAddress(pointer.address()).reinterpret(bytes);
    }

    private static final class TensorAt extends TF_Tensor {
        TensorAt(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }

    private static final class TensorArrayAt extends PointerPointer<TF_Tensor> {
        TensorArrayAt(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }

    private static final class StringArrayAt extends TF_TString {
        StringArrayAt(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }
}
