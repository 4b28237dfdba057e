package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's service has to know of the message that it is just being handed, beside the message.
 *
 * @param share of the budget that the message holds; the service closes it when the message has been answered
 * @param refusal why it is to be answered with an error; null if it is not
 */
public record StreamedMessage(
        RequestBudget.Share share, @Nullable Failure refusal) {
    /**
     * Of a thread, unlike gRPC's context, which Quarkus keeps with the call: there the threads that answer a stream's messages, each in
     * that call's context, would take it from the one that is being handed the next.
     */
    private static final ScopedValue<StreamedMessage> CURRENT = ScopedValue.newInstance();

    /** Of the message that this thread is being handed. */
    public static StreamedMessage current() {
        return CURRENT.orElseThrow(() -> new IllegalStateException("GrpcRequests hands over all messages"));
    }

    /** Hands over the message. */
    public void run(Runnable handing) {
        ScopedValue.where(CURRENT, this).run(handing);
    }
}
