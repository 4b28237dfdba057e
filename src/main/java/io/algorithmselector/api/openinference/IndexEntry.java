package io.algorithmselector.api.openinference;

/**
 * One line of the repository's index.
 *
 * @param version empty for a model of which no version is known
 * @param state in Triton's words
 * @param reason empty if there is none
 */
record IndexEntry(String model, String version, IndexState state, String reason) {
    enum IndexState {
        LOADING,
        READY,
        UNLOADING,
        UNAVAILABLE
    }
}
