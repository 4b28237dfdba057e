package io.algorithmselector.api.transport;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Counts one gRPC call's bytes against the {@link RequestBudget} from the first one on, while their message is still incomplete: gRPC
 * gathers messages up to the limit of their size, for each of a connection's streams. What finds no room is refused; small
 * messages when they are complete, so that a stream's can be answered singly, others in the middle. Also tells of calls that end
 * before a service has heard of them. Thread-safe.
 */
final class GrpcArrival extends ServerStreamTracer {
    /** How much of a message that is refused may arrive all the same. */
    static final int SLACK = 16 * 1024;

    /** For methods that are answered on the event loop: far above what their messages need, and taken apart in some milliseconds. */
    static final int MOST_ON_EVENT_LOOP = 64 * 1024;
    /** Of a compressed one, which inflates to a megabyte at most. */
    private static final int MOST_COMPRESSED = 1024;

    private static final Context.Key<GrpcArrival> CURRENT = Context.key("io.algorithmselector.arrival");

    private final String method;
    private final RequestLimit limit;
    private final RequestBudget budget;
    private final GrpcRefusals refusals;
    /** Complete, but not yet read by {@link #receive}. */
    private final Queue<Incoming> complete = new ArrayDeque<>();

    private @Nullable Incoming incoming;
    private @Nullable GrpcGate<?, ?> gate;
    private @Nullable Failure refusal;
    /** Bytes that a message may have which is taken apart as it is read: not looked over first, and mostly on the event loop. */
    private int mostPlain = Integer.MAX_VALUE;

    private int mostCompressed = Integer.MAX_VALUE;

    private boolean streaming;
    private boolean passed;
    private boolean drained;
    private boolean closed;

    private GrpcArrival(String method, RequestLimit limit, RequestBudget budget, GrpcRefusals refusals) {
        this.method = method;
        this.limit = limit;
        this.budget = budget;
        this.refusals = refusals;
    }

    /** Of every call of a server. */
    static Factory factory(RequestLimit limit, RequestBudget budget, GrpcRefusals refusals) {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new GrpcArrival(fullMethodName, limit, budget, refusals);
            }
        };
    }

    /** Of the call that this thread is in. */
    static GrpcArrival current() {
        return Objects.requireNonNull(CURRENT.get(), "GrpcSettings has all calls traced");
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(CURRENT, this);
    }

    /** Before the first message. Of all services but ours gRPC itself takes the messages apart. */
    @Override
    public synchronized void serverCallStarted(ServerCallInfo<?, ?> call) {
        if (!(call.getMethodDescriptor().getRequestMarshaller() instanceof ReceivedMessage.Marshaller)) {
            mostPlain = MOST_ON_EVENT_LOOP;
            mostCompressed = MOST_COMPRESSED;
        }
    }

    /** A message. */
    private static final class Incoming {
        private final RequestBudget.Share share;
        private @Nullable Failure noRoom;
        private long arrived;
        private long uncounted;

        Incoming(RequestBudget.Share share) {
            this.share = share;
        }

        void add(long bytes) {
            if (noRoom == null) {
                try {
                    share.take(bytes);
                    return;
                } catch (ServingException e) {
                    noRoom = e.failure();
                }
            }
            uncounted += bytes;
        }

        boolean isTooMuch() {
            return uncounted > SLACK;
        }
    }

    /**
     * Some of a message's bytes have arrived.
     *
     * @throws io.grpc.StatusRuntimeException if they are too many of what is taken apart as it is read; gRPC ends the call with it, as
     *     with what it finds too large itself, and reads nothing
     */
    @Override
    public void inboundWireSize(long bytes) {
        GrpcGate<?, ?> refused;
        synchronized (this) {
            if (closed) {
                return;
            }
            Incoming one = incoming();
            one.arrived += bytes;
            requireAtMost(mostPlain, one);
            if (refusal != null) {
                return;
            }
            one.add(bytes);
            if (!one.isTooMuch()) {
                return;
            }
            refusal = one.noRoom;
            refused = gate;
        }
        if (refused != null) {
            refused.refuse(Objects.requireNonNull(refusal));
        }
    }

    private static void requireAtMost(int most, Incoming one) {
        // gRPC's own five bytes before the message are counted with it
        if (one.arrived > most) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("the request is larger than " + most + " bytes")
                    .asRuntimeException();
        }
    }

    private Incoming incoming() {
        if (incoming == null) {
            incoming = new Incoming(budget.open());
        }
        return incoming;
    }

    /**
     * A message is complete.
     *
     * @param uncompressedSize negative if it is compressed
     * @throws io.grpc.StatusRuntimeException as {@link #inboundWireSize}
     */
    @Override
    public synchronized void inboundMessageRead(int sequence, long wireSize, long uncompressedSize) {
        if (!closed) {
            Incoming one = incoming();
            requireAtMost(uncompressedSize < 0 ? mostCompressed : mostPlain, one);
            complete.add(one);
            incoming = null;
        }
    }

    /** Tells whom to ask to end the call. */
    void attach(GrpcGate<?, ?> ending) {
        Failure already;
        synchronized (this) {
            gate = ending;
            streaming = ending.getMethodDescriptor().getType() == MethodDescriptor.MethodType.BIDI_STREAMING;
            already = refusal;
        }
        if (already != null) {
            ending.refuse(already);
        }
    }

    /**
     * Reads the message that became complete first; inflates it if it is compressed. Never throws for what was sent.
     *
     * @param most bytes that it may have
     */
    ReceivedMessage receive(InputStream stream, int most) {
        Incoming one = poll();
        if (one.noRoom != null && one.isTooMuch()) {
            return new ReceivedMessage(new byte[0], one.share, one.noRoom);
        }
        try {
            return new ReceivedMessage(
                    MessageBytes.read(stream, one.share, Math.min(most, limit.arrayLength())), one.share, one.noRoom);
        } catch (ServingException | OutOfMemoryError e) {
            return new ReceivedMessage(new byte[0], one.share, Defects.failureOf(e, method));
        } catch (IOException e) {
            return new ReceivedMessage(
                    new byte[0],
                    one.share,
                    new Failure.InvalidInput("the message cannot be inflated: " + e.getMessage()));
        }
    }

    /** After the call's end nothing is counted, for nothing would give it back. */
    private synchronized Incoming poll() {
        Incoming one = complete.poll();
        return one == null ? new Incoming(budget.open()) : one;
    }

    /** Gives back the bytes of a message that another service has read, which takes no {@link ReceivedMessage}s. */
    void forget() {
        poll().share.close();
    }

    /** From here on the service answers for the message; false if the call has ended. */
    synchronized boolean pass() {
        passed = true;
        return !closed;
    }

    /** The server has ended the stream, for it goes away: neither a failure nor a refusal of anything. */
    synchronized void drained() {
        drained = true;
    }

    @Override
    public void streamClosed(Status status) {
        boolean unheard;
        synchronized (this) {
            closed = true;
            if (incoming != null) {
                incoming.share.close();
            }
            complete.forEach(one -> one.share.close());
            complete.clear();
            unheard = !drained && isRefusal(status.getCode());
        }
        if (unheard) {
            refusals.refused(method, status.getCode());
        }
    }

    /** The requests of a stream are counted singly; what ends it is a refusal unless the caller has had enough of it. */
    private boolean isRefusal(Status.Code code) {
        return switch (code) {
            case OK, CANCELLED -> false;
            case DEADLINE_EXCEEDED -> !streaming && !passed;
            default -> streaming || !passed;
        };
    }
}
