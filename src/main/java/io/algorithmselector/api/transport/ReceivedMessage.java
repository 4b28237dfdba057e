package io.algorithmselector.api.transport;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC message as it came, before it is taken apart: that is done in the thread that answers it, and what cannot be taken apart
 * is answered instead of thrown, which gRPC would log with a stack trace. Holds its share of the budget until it has been
 * answered, or nobody waits for the answer any more, or somebody else has {@linkplain #handOver taken it over}. Thread-safe.
 */
final class ReceivedMessage {
    private final RequestBudget.Share share;
    private volatile @Nullable Failure refusal;
    private byte @Nullable [] bytes;
    private boolean released;
    private boolean abandoned;
    private boolean handedOver;

    /**
     * @param share counts the bytes
     * @param refusal why the message is not to be answered; null if it is
     */
    ReceivedMessage(byte[] bytes, RequestBudget.Share share, @Nullable Failure refusal) {
        this.bytes = bytes;
        this.share = share;
        this.refusal = refusal;
    }

    @Nullable
    Failure refusal() {
        return refusal;
    }

    RequestBudget.Share share() {
        return share;
    }

    /** Whether the message has not been taken apart, nor let go of. */
    synchronized boolean waits() {
        return bytes != null;
    }

    /** Nobody waits for an answer any more. What is being answered holds its share until it has been. */
    synchronized void abandon() {
        abandoned = true;
        if (bytes != null || released) {
            bytes = null;
            close();
        }
    }

    /** The message is being answered no more; who waits for the answer may still be sent it. */
    synchronized void release() {
        released = true;
        if (abandoned) {
            close();
        }
    }

    /** Gives all back. */
    synchronized void close() {
        bytes = null;
        if (!handedOver) {
            share.close();
        }
    }

    /** The share will be closed by somebody else; false if it has been already. */
    synchronized boolean handOver() {
        if (abandoned) {
            return false;
        }
        handedOver = true;
        return true;
    }

    /**
     * The message, whose large fields of bytes are views of the one array that was received; null if nobody waits for the answer.
     *
     * @param bounds of the prototype's type
     * @throws ServingException with {@code InvalidInput} if the bytes are no such message or out of bounds, with {@code AtLimit} if
     *     there is no room for what it would be in memory
     */
    <M extends MessageLite> @Nullable M parse(M prototype, MessageBounds bounds) {
        byte[] held = take();
        if (held == null) {
            return null;
        }
        long beyond = bounds.heap(held) - held.length;
        if (beyond > 0 && refusal == null) {
            takeRoom(beyond, held.length);
        }
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(held).newCodedInput();
        in.enableAliasing(true);
        try {
            @SuppressWarnings("unchecked") // a prototype's parser makes messages of its own type
            M message = (M) prototype.getParserForType().parseFrom(in);
            in.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw bounds.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** What is small is refused when it has been taken apart, so that a stream's service knows whom to answer. */
    private void takeRoom(long beyond, int size) {
        try {
            share.takeWithin(beyond);
        } catch (ServingException e) {
            if (size > GrpcArrival.SLACK) {
                throw e;
            }
            refusal = e.failure();
        }
    }

    /** From here on the message alone holds the bytes. */
    private synchronized byte @Nullable [] take() {
        byte[] held = bytes;
        bytes = null;
        return held;
    }

    private synchronized byte[] held() {
        return bytes == null ? new byte[0] : bytes;
    }

    /** Reads messages of up to so many bytes from the wire without looking into them. */
    record Marshaller(int most) implements MethodDescriptor.Marshaller<ReceivedMessage> {
        @Override
        public ReceivedMessage parse(InputStream stream) {
            return GrpcArrival.current().receive(stream, most);
        }

        @Override
        public InputStream stream(ReceivedMessage message) {
            return new ByteArrayInputStream(message.held());
        }
    }
}
