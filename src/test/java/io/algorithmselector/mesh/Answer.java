package io.algorithmselector.mesh;

/**
 * What came of a request.
 *
 * @param outcome the version, {@code 1} or {@code 2}, if the answer is that version's to the last number; else what was wrong
 */
record Answer(String outcome, long nanoseconds) {
    boolean isOf(int version) {
        return outcome.equals(Integer.toString(version));
    }

    boolean failed() {
        return !isOf(1) && !isOf(2);
    }
}
