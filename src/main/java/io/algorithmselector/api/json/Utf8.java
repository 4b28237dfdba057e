package io.algorithmselector.api.json;

/** The well-formed byte sequences of UTF-8, by table 3-7 of the Unicode standard. */
final class Utf8 {
    private Utf8() {}

    /** Whether the bytes are nothing but sequences of UTF-8. */
    static boolean isText(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            int length = bytes[i] >= 0 ? 1 : sequenceLength(bytes, i);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /** The length of the sequence at {@code i}, from 1 to 4; 0 if the bytes there are none. */
    static int sequenceLength(byte[] bytes, int i) {
        int lead = bytes[i] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        if (lead < 0xE0) {
            return continues(bytes, i + 1, 0x80, 0xBF) ? 2 : 0;
        }
        boolean second = continues(bytes, i + 1, secondFrom(lead), secondTo(lead));
        if (!second || !continues(bytes, i + 2, 0x80, 0xBF)) {
            return 0;
        }
        if (lead < 0xF0) {
            return 3;
        }
        return continues(bytes, i + 3, 0x80, 0xBF) ? 4 : 0;
    }

    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    private static int secondFrom(int lead) {
        return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    }

    private static int secondTo(int lead) {
        return lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    }

    private static boolean continues(byte[] bytes, int i, int min, int max) {
        return i < bytes.length && (bytes[i] & 0xFF) >= min && (bytes[i] & 0xFF) <= max;
    }
}
