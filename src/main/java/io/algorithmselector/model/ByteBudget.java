package io.algorithmselector.model;

/**
 * How much memory the inputs of one request may still take, all of them together. Taken from before it is allocated. For one
 * thread.
 */
public final class ByteBudget {
    /** What a string takes besides its bytes: the array's header and the reference to it, and about as much in the engine. */
    public static final int STRING_OVERHEAD = 24;

    private final long total;
    private long left;

    public ByteBudget(long total) {
        this.total = total;
        this.left = total;
    }

    /** How many bytes are left. */
    public long left() {
        return left;
    }

    /**
     * Takes bytes for an input.
     *
     * @param bytes not negative
     * @throws ServingException with {@code InvalidInput} that names the input if there are not as many left
     */
    public void take(String input, long bytes) {
        take(input, bytes, 1);
    }

    /** Takes what so many strings need whatever they hold; their bytes are taken as they are read. */
    public void takeStrings(String input, long count) {
        take(input, count, STRING_OVERHEAD);
    }

    /**
     * Takes {@code count} times {@code size} bytes.
     *
     * @param count not negative
     * @param size above 0
     * @throws ServingException with {@code InvalidInput} that names the input if there are not as many left
     */
    public void take(String input, long count, long size) {
        // divide: the product could overflow
        if (count > left / size) {
            throw ServingException.invalidInput("input " + input + " does not fit: the inputs of a request may take "
                    + total + " bytes in memory, " + left + " of them are left, and a string takes its bytes and "
                    + STRING_OVERHEAD);
        }
        left -= count * size;
    }
}
