package io.algorithmselector.api.transport;

/**
 * The largest request that is taken, on either transport.
 *
 * @param bytes of the body or message as it is after inflating
 */
public record RequestLimit(long bytes) {
    /** @throws IllegalArgumentException if the limit is below one byte */
    public RequestLimit {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit of " + bytes + " bytes admits no request");
        }
    }

    /** The limit where an array is to hold the whole request. */
    int arrayLength() {
        return (int) Math.min(bytes, Integer.MAX_VALUE - 16);
    }
}
