package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.grpc.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's service has to know of the message that it is just being handed, beside the message.
 *
 * @param share of the budget that the message holds; the service closes it when the message has been answered
 * @param refusal why it is to be answered with an error; null if it is not
 */
public record StreamedMessage(
        RequestBudget.Share share, @Nullable Failure refusal) {
    private static final Context.Key<StreamedMessage> CURRENT = Context.key("io.algorithmselector.streamed-message");

    /** Of the message that this thread is being handed. */
    public static StreamedMessage current() {
        return Objects.requireNonNull(CURRENT.get(), "GrpcRequests hands over all messages");
    }

    /** Hands over the message. */
    public void run(Runnable handing) {
        Context.current().withValue(CURRENT, this).run(handing);
    }
}
