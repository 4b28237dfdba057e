package io.algorithmselector.api.parity;

import java.util.List;
import java.util.SortedMap;

/** What came back, in one form for all interfaces. */
sealed interface Outcome {
    /** @param outputs by name, flat, row-major; numbers as {@link Double}s, so that 2 and 2.0 are one */
    record Answered(String version, SortedMap<String, List<Object>> outputs) implements Outcome {}

    /**
     * @param code of gRPC, or the HTTP status
     * @param version that the answer told; empty if it told none
     */
    record Refused(String code, String text, String version) implements Outcome {}

    static Object comparable(Object value) {
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }
}
