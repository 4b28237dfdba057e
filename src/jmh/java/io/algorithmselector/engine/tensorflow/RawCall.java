package io.algorithmselector.engine.tensorflow;

import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The least that a call can do, as the measure of the port: allocate the input's tensor, copy the bytes in, run in the
 * caller's thread, copy the output's bytes out. All else is prepared once; nothing is checked. For one thread, one float32
 * input and one float32 output of a known size.
 */
final class RawCall implements AutoCloseable {
    private final SavedModelBundle bundle;
    private final TF_Output input;
    private final TF_Output output;
    private final TF_Buffer options;
    private final TF_Status status = tensorflow.TF_NewStatus();
    private final PointerPointer<TF_Tensor> fed = new PointerPointer<>(1);
    private final PointerPointer<TF_Tensor> fetched = new PointerPointer<>(1);
    private final long[] shape;
    private final int outputBytes;

    RawCall(Path directory, long[] shape, int outputBytes) {
        this.shape = shape;
        this.outputBytes = outputBytes;
        bundle = JavacppUtils.loadSavedModelBundle(
                directory.toString(),
                new String[] {"serve"},
                ConfigProto.getDefaultInstance(),
                RunOptions.getDefaultInstance());
        SignatureDef signature = bundle.getMetaGraphDef().getSignatureDefOrThrow("serving_default");
        input = place(signature.getInputsMap().values().iterator().next());
        output = place(signature.getOutputsMap().values().iterator().next());
        byte[] bytes = RunOptions.newBuilder().setInterOpThreadPool(-1).build().toByteArray();
        try (BytePointer pointer = new BytePointer(bytes)) {
            options = tensorflow.TF_NewBufferFromString(pointer, bytes.length);
        }
    }

    private TF_Output place(TensorInfo info) {
        var operation = JavacppUtils.getGraphOperationByName(bundle.getGraph(), info.getName());
        return new TF_Output(1).oper(operation.getKey()).index(operation.getValue());
    }

    byte[] run(byte[] bytes) {
        TF_Tensor in = tensorflow.TF_AllocateTensor(tensorflow.TF_FLOAT, shape, shape.length, bytes.length);
        memory(in, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
        fed.put(0, in);
        tensorflow.TF_SessionRun(
                bundle.getSession(),
                options,
                input,
                fed,
                1,
                output,
                fetched,
                1,
                (PointerPointer<?>) null,
                0,
                null,
                status);
        if (tensorflow.TF_GetCode(status) != tensorflow.TF_OK) {
            throw new IllegalStateException(tensorflow.TF_Message(status).getString());
        }
        TF_Tensor out = fetched.get(TF_Tensor.class, 0);
        byte[] copy = new byte[outputBytes];
        MemorySegment.ofArray(copy).copyFrom(memory(out, outputBytes));
        tensorflow.TF_DeleteTensor(out);
        tensorflow.TF_DeleteTensor(in);
        return copy;
    }

    @SuppressWarnings("restricted") // the length is the tensor's own
    private static MemorySegment memory(TF_Tensor tensor, long bytes) {
        return MemorySegment.ofAddress(tensorflow.TF_TensorData(tensor).address())
                .reinterpret(bytes);
    }

    @Override
    public void close() {
        bundle.close();
        tensorflow.TF_DeleteBuffer(options);
        tensorflow.TF_DeleteStatus(status);
        input.close();
        output.close();
        fed.close();
        fetched.close();
    }
}
