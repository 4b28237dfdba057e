package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Turns whatever was thrown into a failure that may be shown. */
public final class Defects {
    private static final Logger LOG = Logger.getLogger(Defects.class);

    private Defects() {}

    /**
     * The failure that the exception carries. That the memory did not suffice is one too: the request that asked for the last
     * of it is refused, and what it held is free again. Anything else is a defect of this server, which is logged whole
     * under a number, and the number is all that the failure tells.
     *
     * @param request what was being answered, for the log
     */
    public static Failure failureOf(Throwable thrown, String request) {
        if (thrown instanceof ServingException serving) {
            return serving.failure();
        }
        if (thrown instanceof OutOfMemoryError) {
            LOG.errorf("Out of memory in %s: %s", request, thrown.getMessage());
            return new Failure.AtLimit("the server has not enough memory for the request");
        }
        String number = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
        LOG.errorf(thrown, "Defect %s in %s", number, request);
        return new Failure.Internal("internal error " + number + "; the server's log has the details");
    }
}
