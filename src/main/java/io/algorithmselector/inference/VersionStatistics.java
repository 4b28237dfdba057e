package io.algorithmselector.inference;

/**
 * What one version has answered since the process started, in the terms of the Open Inference Protocol's statistics extension.
 *
 * @param lastInference when the last request ended that the version was held for, in milliseconds since the epoch; 0 if there was none
 * @param inferences successful ones; each row of a batch counts as one
 * @param executions successful runs of the model
 * @param success requests answered, from when a thread has begun them to the end of encoding
 * @param fail requests for which the version was chosen and that were answered with an error
 * @param queue time in queues of the requests answered; there is no queue, so that nobody has waited
 * @param computeInput decoding, of the requests answered
 * @param computeInfer the model's own time, of the requests answered
 * @param computeOutput encoding, of the requests answered
 */
public record VersionStatistics(
        long lastInference,
        long inferences,
        long executions,
        Duration success,
        Duration fail,
        Duration queue,
        Duration computeInput,
        Duration computeInfer,
        Duration computeOutput) {
    /** Of a version that nobody has asked yet. */
    static final VersionStatistics NOTHING = new VersionStatistics(
            0, 0, 0, Duration.NONE, Duration.NONE, Duration.NONE, Duration.NONE, Duration.NONE, Duration.NONE);

    /**
     * How often, and how long altogether.
     *
     * @param nanos the sum, in nanoseconds
     */
    public record Duration(long count, long nanos) {
        static final Duration NONE = new Duration(0, 0);
    }
}
