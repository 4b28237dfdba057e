package io.algorithmselector.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The elements of a {@link DataType#BOOL} tensor as they come from outside: a byte each. */
public final class TruthBytes {
    /** Whatever order the bytes are read in, these bits are set in none that is 0 or 1. */
    private static final long NOT_0_OR_1 = 0xFEFE_FEFE_FEFE_FEFEL;

    private TruthBytes() {}

    /**
     * Lets nothing but 0 and 1 through: the engine's code relies on nothing else being in a bool.
     *
     * @throws ServingException with {@code InvalidInput} that names the input, the element and what it holds
     */
    public static void require(String input, MemorySegment bytes) {
        long whole = bytes.byteSize() & -Long.BYTES;
        long found = 0;
        for (long i = 0; i < whole; i += Long.BYTES) {
            found |= bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i);
        }
        for (long i = (found & NOT_0_OR_1) == 0 ? whole : 0; i < bytes.byteSize(); i++) {
            int value = bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
            if (value > 1) {
                throw ServingException.invalidInput(
                        "input " + input + " has the byte " + value + " for element " + i + ", a bool takes 0 or 1");
            }
        }
    }
}
