package io.algorithmselector.api.openinference;

import io.algorithmselector.model.ServingException;

/**
 * How much memory the tensors of one request may still take, all inputs together. Taken from before it is allocated. For one
 * thread.
 */
final class ByteBudget {
    /** What a string takes besides its bytes: the array's header and the reference to it. */
    static final int STRING_OVERHEAD = 24;

    private final long total;
    private long left;

    ByteBudget(long total) {
        this.total = total;
        this.left = total;
    }

    /**
     * Takes bytes for an input.
     *
     * @throws ServingException with {@code InvalidInput} that names the input if there are not as many left
     */
    void take(String input, long bytes) {
        if (bytes > left) {
            throw exhausted(input);
        }
        left -= bytes;
    }

    /** Takes what so many strings need whatever they hold; their bytes are taken as they are read. */
    void takeStrings(String input, long count) {
        // divide: the product could overflow
        if (count > left / STRING_OVERHEAD) {
            throw exhausted(input);
        }
        left -= count * STRING_OVERHEAD;
    }

    private ServingException exhausted(String input) {
        return ServingException.invalidInput(
                "input " + Echo.of(input) + " does not fit: the inputs of a request may take " + total
                        + " bytes in memory, where a string takes its bytes and " + STRING_OVERHEAD);
    }
}
