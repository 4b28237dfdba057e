package io.algorithmselector.lifecycle;

/** Where a model version is in its life; TensorFlow Serving's words. */
public enum State {
    /** Known and wanted; nothing has been done yet. */
    START,
    /** Being fetched and loaded. */
    LOADING,
    /** Answers requests. Reported after it is so. */
    AVAILABLE,
    /** Takes no more requests; running ones finish. Reported before it is so. */
    UNLOADING,
    /** Gone, by wish or by an error. */
    END
}
