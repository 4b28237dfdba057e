package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads requests' bodies into memory, inflating those that are compressed: never more of one than the limit, nor of all than the
 * budget, nor much more memory than has arrived. Thread-safe.
 */
@Singleton
public final class RequestBodies {
    private static final int FIRST_CAPACITY = 16 * 1024;
    /** Up to here an announced length is believed. */
    private static final int MAX_FIRST_CAPACITY = 1024 * 1024;

    private static final long UNKNOWN = -1;

    private final RequestLimit limit;
    private final RequestBudget budget;

    public RequestBodies(RequestLimit limit, RequestBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /**
     * Reads to the end of the body; blocks.
     *
     * @throws ServingException with {@code TooLarge} or {@code AtLimit}, the rest of the stream is then unread, or with
     *     {@code InvalidInput} if the body is not compressed as its header says
     * @throws IOException if the caller went away
     */
    public RequestBody read(HttpServerRequest request, InputStream body) throws IOException {
        long announced = announcedLength(request);
        ContentCoding coding = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        return coding == ContentCoding.IDENTITY
                ? read(body, announced)
                : coding.inflated(body, inflated -> read(inflated, UNKNOWN));
    }

    /** Negative if the request announces none; as large as can be if it is no number. */
    static long announcedLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? UNKNOWN : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** @param announced the length that the request announces; negative if it does not */
    RequestBody read(InputStream in, long announced) throws IOException {
        if (announced > limit.bytes()) {
            throw new ServingException(new Failure.TooLarge(limit.bytes()));
        }
        RequestBudget.Share share = budget.open();
        try {
            byte[] body = readAll(in, announced, share);
            share.keep(body.length);
            return new RequestBody(body, share);
        } catch (Throwable thrown) {
            share.close();
            throw thrown;
        }
    }

    private byte[] readAll(InputStream in, long announced, RequestBudget.Share share) throws IOException {
        int most = limit.arrayLength();
        int first = firstCapacity(announced, most);
        share.take(first);
        byte[] body = new byte[first];
        int length = 0;
        while (true) {
            length += in.readNBytes(body, length, body.length - length);
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
            int capacity = nextCapacity(length, announced, most);
            share.take(capacity - length);
            body = Arrays.copyOf(body, capacity);
            body[length++] = (byte) next;
        }
    }

    private static int firstCapacity(long announced, int most) {
        int capacity = announced < 0 ? FIRST_CAPACITY : (int) Math.min(announced, MAX_FIRST_CAPACITY);
        return Math.min(capacity, most);
    }

    /** Four times as much each time while an announced length is not reached, so that little is copied twice. */
    private static int nextCapacity(int length, long announced, int most) {
        long next = announced > length ? Math.min(announced, 4L * length) : Math.max(2L * length, FIRST_CAPACITY);
        return (int) Math.min(most, next);
    }
}
