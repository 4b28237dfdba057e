package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a request's body into memory, never more of it than the limit, nor much more memory than has arrived. */
public final class RequestBody {
    private static final int FIRST_CAPACITY = 16 * 1024;
    /** Up to here an announced length is believed. */
    private static final int MAX_FIRST_CAPACITY = 1024 * 1024;

    private RequestBody() {}

    /**
     * Reads to the end of the stream; blocks.
     *
     * @param announced the length that the request announces; negative if it does not
     * @throws ServingException with {@code TooLarge}; the rest of the stream is then unread
     * @throws IOException if the caller went away
     */
    public static byte[] read(InputStream in, long announced, RequestLimit limit) throws IOException {
        int most = limit.arrayLength();
        int capacity = announced < 0 ? FIRST_CAPACITY : (int) Math.min(announced, MAX_FIRST_CAPACITY);
        byte[] body = new byte[Math.min(capacity, most)];
        int length = 0;
        while (true) {
            int read = in.readNBytes(body, length, body.length - length);
            length += read;
            if (length < body.length) {
                return Arrays.copyOf(body, length);
            }
            int next = in.read();
            if (next < 0) {
                return body;
            }
            if (length == most) {
                throw new ServingException(new Failure.TooLarge(limit.bytes()));
            }
            body = Arrays.copyOf(body, (int) Math.min(most, Math.max(2L * length, FIRST_CAPACITY)));
            body[length++] = (byte) next;
        }
    }
}
