package io.algorithmselector.api.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.lang.foreign.MemorySegment;

/** The bytes of messages and tensors seen as each other, without being copied. Nobody may write to them any more. */
public final class ByteViews {
    private ByteViews() {}

    /** Of a message's bytes; of one that was put together of several they are copied. */
    public static MemorySegment segment(ByteString bytes) {
        return MemorySegment.ofBuffer(bytes.asReadOnlyByteBuffer());
    }

    /** @param data of less than 2 GiB */
    public static ByteString bytes(MemorySegment data) {
        if (data.heapBase().orElse(null) instanceof byte[] array) {
            return UnsafeByteOperations.unsafeWrap(array, (int) data.address(), (int) data.byteSize());
        }
        return UnsafeByteOperations.unsafeWrap(data.asByteBuffer());
    }
}
