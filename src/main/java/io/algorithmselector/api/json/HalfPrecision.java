package io.algorithmselector.api.json;

/** The 16-bit floats that the JDK does not know: bfloat16 is the upper half of a float. */
final class HalfPrecision {
    private HalfPrecision() {}

    /** Rounds to the nearest, ties to even. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40); // keep it a NaN even if all its set bits are cut off
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    static float fromBfloat16(short value) {
        return Float.intBitsToFloat(value << 16);
    }
}
