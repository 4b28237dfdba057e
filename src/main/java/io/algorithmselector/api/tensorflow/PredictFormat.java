package io.algorithmselector.api.tensorflow;

/** The two forms that {@code :predict} knows; the answer comes in that of the request. */
enum PredictFormat {
    /** One element of a list for each instance of the batch. */
    ROW("instances"),
    /** A whole tensor for each name. */
    COLUMN("inputs");

    private final String key;

    PredictFormat(String key) {
        this.key = key;
    }

    /** The member of the request that holds the inputs. */
    String key() {
        return key;
    }
}
