package io.algorithmselector.api.tensorflow;

import io.algorithmselector.model.ServingException;

/**
 * How much memory the inputs of one request may still take, all of them together. Taken from before it is allocated. For one
 * thread.
 */
final class ByteBudget {
    /** What the engine needs for a string besides its bytes, and about what an array of ours does. */
    static final int STRING_OVERHEAD = 24;

    private final long total;
    private long left;

    ByteBudget(long total) {
        this.total = total;
        this.left = total;
    }

    /**
     * Takes {@code count} times {@code size} bytes.
     *
     * @param count not negative
     * @param size above 0
     * @throws ServingException with {@code InvalidInput} that names the input if there are not as many left
     */
    void take(String input, long count, long size) {
        // divide: the product could overflow
        if (count > left / size) {
            throw ServingException.invalidInput("input " + input + " does not fit: the inputs of a request may take "
                    + total + " bytes in memory, " + left + " of them are left, and a string takes its bytes and "
                    + STRING_OVERHEAD);
        }
        left -= count * size;
    }
}
