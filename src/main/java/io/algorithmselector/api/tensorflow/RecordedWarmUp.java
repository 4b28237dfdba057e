package io.algorithmselector.api.tensorflow;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.engine.WarmUp;
import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.model.VersionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The requests that lie with a model, where TensorFlow Serving has them: {@code assets.extra/tf_serving_warmup_requests}, a TFRecord
 * file of at most {@link #MAX_RECORDS} {@code PredictionLog}s. Whoever recorded them says that the model answers them: if one of
 * them fails, the version does not become available. Only one that exceeds the model's time limit is run again first. A file without a record is a wish too: that nothing be run.
 */
public final class RecordedWarmUp implements WarmUp {
    static final int MAX_RECORDS = 1000;

    /** The first call of a model takes longest: one that takes longer than the model's time limit is run again so often. */
    static final int MORE_RUNS = 3;

    private static final Path FILE = Path.of("assets.extra", "tf_serving_warmup_requests");

    private final long limit;
    private final WarmUp otherwise;

    /**
     * @param limit the most bytes that the inputs of one request may take in memory
     * @param otherwise for versions without such a file
     */
    public RecordedWarmUp(long limit, WarmUp otherwise) {
        this.limit = limit;
        this.otherwise = otherwise;
    }

    @Override
    public int run(VersionId version, Path directory, Servable servable) throws InterruptedException {
        Path file = directory.resolve(FILE);
        if (Files.notExists(file)) {
            return otherwise.run(version, directory, servable);
        }
        try (TfRecordFile records = new TfRecordFile(file)) {
            return run(records, new WarmUpRequests(version, servable, limit));
        } catch (IOException unreadable) {
            throw new ServingException(
                    new Failure.EngineFailed(ErrorCode.UNAVAILABLE, FILE + " cannot be read: " + unreadable),
                    unreadable);
        }
    }

    private static int run(TfRecordFile records, WarmUpRequests requests) throws IOException, InterruptedException {
        int computed = 0;
        for (int number = 1; ; number++) {
            requireNotInterrupted();
            try {
                byte[] record = records.next();
                if (record == null) {
                    return computed;
                }
                requireRoom(number);
                computed += run(PredictionLog.parse(record), requests) ? 1 : 0;
            } catch (ServingException failed) {
                throw failed(number, failed);
            }
        }
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static boolean run(PredictionLog log, WarmUpRequests requests) throws InterruptedException {
        for (int left = MORE_RUNS; ; left--) {
            try {
                return requests.run(log);
            } catch (ServingException failed) {
                if (left == 0 || code(failed.failure()) != ErrorCode.DEADLINE_EXCEEDED) {
                    throw failed;
                }
            }
            requireNotInterrupted();
        }
    }

    private static void requireRoom(int number) {
        if (number > MAX_RECORDS) {
            throw new ServingException(new Failure.EngineFailed(
                    ErrorCode.INVALID_ARGUMENT, "there may be " + MAX_RECORDS + " records at most"));
        }
    }

    /** A version that cannot be warmed up is no caller's mistake: it is the model's files that do not fit together. */
    private static ServingException failed(int number, ServingException reason) {
        return new ServingException(
                new Failure.EngineFailed(
                        code(reason.failure()),
                        "the warm-up fails at record " + number + " of " + FILE + ": "
                                + reason.failure().message()),
                reason);
    }

    private static ErrorCode code(Failure failure) {
        if (failure instanceof Failure.EngineFailed(ErrorCode known, String _)) {
            return known;
        }
        return failure instanceof Failure.DeadlineExceeded ? ErrorCode.DEADLINE_EXCEEDED : ErrorCode.INVALID_ARGUMENT;
    }
}
