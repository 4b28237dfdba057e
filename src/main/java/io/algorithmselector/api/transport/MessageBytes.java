package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.grpc.KnownLength;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads the bytes of gRPC messages from the streams that gRPC gives, which inflate as they are read. */
final class MessageBytes {
    private static final int FIRST_CAPACITY = 16 * 1024;

    private MessageBytes() {}

    /**
     * Reads to the end.
     *
     * @param most bytes that are returned
     * @param share has counted the bytes that came over the wire; counts those that are returned, afterwards
     * @throws ServingException with {@code TooLarge} or {@code AtLimit} if they are inflated to too many
     * @throws IOException if they are not compressed as they claim to be
     */
    static byte[] read(InputStream stream, RequestBudget.Share share, int most) throws IOException {
        return stream instanceof KnownLength ? whole(stream, most) : inflated(stream, share, most);
    }

    // into one array at once, where readNBytes(int) would gather pieces and copy them
    private static byte[] whole(InputStream stream, int most) throws IOException {
        int length = stream.available();
        if (length > most) {
            throw new ServingException(new Failure.TooLarge(most));
        }
        byte[] bytes = new byte[length];
        if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw new EOFException("the message is shorter than announced");
        }
        return bytes;
    }

    private static byte[] inflated(InputStream stream, RequestBudget.Share share, int most) throws IOException {
        byte[] bytes = new byte[FIRST_CAPACITY];
        share.take(bytes.length);
        int length = 0;
        try {
            while (true) {
                length += stream.readNBytes(bytes, length, bytes.length - length);
                if (length > most) {
                    throw new ServingException(new Failure.TooLarge(most));
                }
                if (length < bytes.length) {
                    share.keep(length);
                    return Arrays.copyOf(bytes, length);
                }
                int capacity = (int) Math.min(2L * length, most + 1L); // one more, to find the end
                share.take(capacity - length);
                bytes = Arrays.copyOf(bytes, capacity);
            }
        } catch (StatusRuntimeException e) {
            throw e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
                    ? new ServingException(new Failure.TooLarge(most))
                    : e;
        }
    }
}
