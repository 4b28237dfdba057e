package io.algorithmselector.inference;

/** How long the stages of one call took, in nanoseconds, and how often the model was run. Not thread-safe. */
final class CallTimes {
    private final long start;
    private long decode = InferenceEvent.NOT_DONE;
    private long compute = InferenceEvent.NOT_DONE;
    private long computed;
    private int executions;
    private long inferences;

    CallTimes(long start) {
        this.start = start;
    }

    void decoded(long nanos) {
        decode = Math.max(0, decode) + nanos;
    }

    void computed(long now, long nanos, long batchSize) {
        computed = now;
        compute = Math.max(0, compute) + nanos;
        executions++;
        inferences += batchSize;
    }

    long total(long now) {
        return now - start;
    }

    long decode() {
        return decode;
    }

    long compute() {
        return compute;
    }

    /** Since the last run has ended. */
    long encode(long now) {
        return executions == 0 ? InferenceEvent.NOT_DONE : now - computed;
    }

    int executions() {
        return executions;
    }

    long inferences() {
        return inferences;
    }
}
