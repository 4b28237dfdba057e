package io.algorithmselector.api.json;

/**
 * What a protocol says of a tensor's elements in JSON.
 *
 * @param base64 whether {@code {"b64": "…"}} stands for bytes
 * @param overflow whether a number beyond a float's range is infinite, and not refused
 * @param most the most elements that there may be
 * @param expected how many elements memory is to be taken for at first
 */
record JsonRules(boolean base64, boolean overflow, long most, long expected) {
    /** TensorFlow Serving's, where the values alone say how many they are. */
    static final JsonRules TENSORFLOW_SERVING = new JsonRules(true, true, Long.MAX_VALUE, 256);
}
