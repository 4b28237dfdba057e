package io.algorithmselector.api.transport;

import com.google.protobuf.Message;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has a service's messages received as {@link ReceivedMessage}s, which are taken apart where they are answered: on a worker thread
 * if the method is blocking. The descriptors keep their names, so that reflection and clients see no difference.
 */
public final class GrpcRequests {
    private GrpcRequests() {}

    /** The same service; to be called in the service's {@code bindService}, which the generated base classes do not let replace. */
    public static ServerServiceDefinition received(ServerServiceDefinition service) {
        return received(service, name -> true);
    }

    /**
     * As {@link #received(ServerServiceDefinition)}, for a service of which some methods are answered on the event loop: their messages
     * are held to 64 KiB.
     *
     * @param large whether a method, by its bare name, is not one of them
     */
    public static ServerServiceDefinition received(ServerServiceDefinition service, Predicate<String> large) {
        ServiceDescriptor descriptor = service.getServiceDescriptor();
        ServiceDescriptor.Builder received = ServiceDescriptor.newBuilder(descriptor.getName())
                .setSchemaDescriptor(descriptor.getSchemaDescriptor());
        var methods = service.getMethods().stream()
                .map(method -> received(method, large))
                .toList();
        methods.forEach(method -> received.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(received.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private static <Q, A> ServerMethodDefinition<ReceivedMessage, A> received(
            ServerMethodDefinition<Q, A> method, Predicate<String> large) {
        MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
        int most = large.test(String.valueOf(descriptor.getBareMethodName()))
                ? Integer.MAX_VALUE
                : GrpcArrival.MOST_ON_EVENT_LOOP;
        return ServerMethodDefinition.create(
                descriptor.toBuilder(new ReceivedMessage.Marshaller(most), descriptor.getResponseMarshaller())
                        .build(),
                new Handler<>(descriptor, Prototype.of(descriptor), method.getServerCallHandler()));
    }

    /** How a method's messages are taken apart. */
    private record Prototype(Message message, MessageBounds bounds) {
        static <Q> Prototype of(MethodDescriptor<Q, ?> method) {
            PrototypeMarshaller<Q> marshaller = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
            Message message = (Message) Objects.requireNonNull(marshaller.getMessagePrototype());
            return new Prototype(message, MessageBounds.of(message.getDescriptorForType()));
        }
    }

    private record Handler<Q, A>(MethodDescriptor<Q, A> method, Prototype prototype, ServerCallHandler<Q, A> next)
            implements ServerCallHandler<ReceivedMessage, A> {
        @Override
        public ServerCall.Listener<ReceivedMessage> startCall(ServerCall<ReceivedMessage, A> call, Metadata headers) {
            ServerCall.Listener<Q> listener = next.startCall(new ReceivedCall<>(call, method), headers);
            return new Parsing<>(call, prototype, listener);
        }
    }

    /**
     * Takes each message apart on its way to the service; ends the call at the first that is none. The service hears of that as if the
     * caller had cancelled, before the call is closed: so it sends nothing any more.
     */
    private static final class Parsing<Q, A> extends ServerCall.Listener<ReceivedMessage> {
        private final GrpcArrival arrival = GrpcArrival.current();
        private final ServerCall<ReceivedMessage, A> call;
        private final Prototype prototype;
        private final ServerCall.Listener<Q> next;
        private final boolean streaming;
        private final boolean watching;
        private @Nullable ReceivedMessage last;
        private boolean ended;

        Parsing(ServerCall<ReceivedMessage, A> call, Prototype prototype, ServerCall.Listener<Q> next) {
            this.call = call;
            this.prototype = prototype;
            this.next = next;
            this.streaming = call.getMethodDescriptor().getType() == MethodType.BIDI_STREAMING;
            this.watching = call.getMethodDescriptor().getType() == MethodType.SERVER_STREAMING;
        }

        @Override
        public void onMessage(ReceivedMessage received) {
            boolean passed = false;
            try {
                passed = !ended && pass(received);
            } finally {
                if (!passed) {
                    received.close();
                }
            }
        }

        /** Whether the service has the message now. */
        private boolean pass(ReceivedMessage received) {
            Q message;
            try {
                @SuppressWarnings("unchecked") // the prototype is of the method's own type
                Q parsed = (Q) received.parse(prototype.message, prototype.bounds);
                message = parsed;
            } catch (ServingException | OutOfMemoryError e) {
                end(Defects.failureOf(e, call.getMethodDescriptor().getFullMethodName()));
                return false;
            }
            if (message == null) {
                ended = true; // cancelled: nobody waits
                return false;
            }
            return streaming ? hand(message, received) : keep(message, received);
        }

        private boolean hand(Q message, ReceivedMessage received) {
            if (!arrival.pass() || !received.handOver()) {
                return false;
            }
            new StreamedMessage(received.share(), received.refusal()).run(() -> next.onMessage(message));
            return true;
        }

        private boolean keep(Q message, ReceivedMessage received) {
            Failure refusal = received.refusal();
            if (refusal != null) {
                end(refusal);
                return false;
            }
            release(); // of a call with two messages none is answered
            last = received;
            next.onMessage(message);
            return true;
        }

        private void end(Failure failure) {
            ended = true;
            next.onCancel();
            call.close(GrpcGate.status(failure), new Metadata());
        }

        @Override
        public void onHalfClose() {
            if (ended || !(streaming || arrival.pass())) {
                return;
            }
            try {
                next.onHalfClose(); // a unary call is answered in here
            } finally {
                release();
            }
        }

        @Override
        public void onCancel() {
            release();
            next.onCancel();
        }

        private void release() {
            if (last == null) {
                return;
            }
            if (watching) {
                last.close(); // answers may go on for ever: they are not to hold what asked for them
            } else {
                last.release();
            }
        }

        @Override
        public void onComplete() {
            release();
            next.onComplete();
        }

        @Override
        public void onReady() {
            next.onReady();
        }
    }
}
