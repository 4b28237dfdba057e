package io.algorithmselector.api.transport;

import io.algorithmselector.model.ErrorCode;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps calls from being run that nobody waits for any more. */
public final class GrpcDeadline {
    private GrpcDeadline() {}

    /** @throws ServingException if the current call's deadline has passed, or the caller has cancelled it */
    public static void requireAwaited() {
        Context context = Context.current();
        Deadline deadline = context.getDeadline();
        if (deadline != null && deadline.isExpired()) {
            throw new ServingException(new Failure.DeadlineExceeded("the deadline passed before the call was run"));
        }
        if (context.isCancelled()) {
            throw new ServingException(
                    new Failure.EngineFailed(ErrorCode.CANCELLED, "the call was cancelled before it was run"));
        }
    }

    /** How long the caller of the current call still waits; null if that has no limit. */
    public static @Nullable Duration left() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null ? null : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    }
}
