package io.algorithmselector.mesh;

import java.util.Map;

/** Asks the sample model about a window on which its versions differ. Thread-safe. */
interface Caller extends AutoCloseable {
    /** Never throws: what went wrong is the answer. */
    Answer call(Map<String, String> headers);

    default Answer call() {
        return call(Map.of());
    }

    @Override
    void close();
}
