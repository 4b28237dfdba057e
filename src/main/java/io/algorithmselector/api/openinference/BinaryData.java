package io.algorithmselector.api.openinference;

import io.algorithmselector.model.ServingException;
import java.lang.foreign.MemorySegment;

/** The binary data behind a request's JSON, handed out piece by piece as views of the body. For one thread. */
final class BinaryData {
    private final MemorySegment data;
    private final boolean announced;
    private long at;

    private BinaryData(MemorySegment data, boolean announced) {
        this.data = data;
        this.announced = announced;
    }

    /** What follows the JSON, whose length the request announces. */
    static BinaryData behind(byte[] body, int jsonLength) {
        return new BinaryData(MemorySegment.ofArray(body).asSlice(jsonLength), true);
    }

    /** Of a request that announces none. */
    static BinaryData none() {
        return new BinaryData(MemorySegment.NULL, false);
    }

    /**
     * The next bytes.
     *
     * @throws ServingException with {@code InvalidInput} that names the input if there are not as many left
     */
    MemorySegment take(String input, long size) {
        if (size > 0 && !announced) {
            throw ServingException.invalidInput("input " + input + " has binary_data_size " + size
                    + ", but the request has no header " + InferBody.HEADER_LENGTH);
        }
        if (size > data.byteSize() - at) {
            throw ServingException.invalidInput("input " + input + " has binary_data_size " + size + ", but only "
                    + (data.byteSize() - at) + " bytes are left in the body");
        }
        MemorySegment taken = data.asSlice(at, size);
        at += size;
        return taken;
    }

    /** @throws ServingException with {@code InvalidInput} if not all has been taken */
    void requireEnd() {
        if (at < data.byteSize()) {
            throw ServingException.invalidInput("the body has " + (data.byteSize() - at)
                    + " bytes after the JSON and the binary data of its inputs");
        }
    }
}
