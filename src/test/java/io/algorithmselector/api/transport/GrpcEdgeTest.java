package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import inference.GRPCInferenceServiceGrpc;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import inference.ModelStreamInferResponse;
import inference.ServerLiveRequest;
import inference.ServerLiveResponse;
import io.algorithmselector.inference.Inference;
import io.algorithmselector.inference.Protocol;
import io.algorithmselector.inference.Transport;
import io.algorithmselector.selection.VersionSelector;
import io.algorithmselector.testing.FakeModels;
import io.algorithmselector.testing.RawMethod;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC's own server and client over the loopback, with raw bytes for messages and a service that the test controls. */
class GrpcEdgeTest {
    private static final int LIMIT = 1_000_000;
    private static final int BUDGET = 1_500_000;

    private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
    private final RequestBudget budget = new RequestBudget(BUDGET);
    private final Service service = new Service();
    private final Other other = new Other();
    private Server server;
    private ManagedChannel channel;

    /** Answers a call with its id, one named "hold" only when the test lets it; a stream's messages stay unanswered. */
    private static final class Service implements GRPCInferenceServiceGrpc.AsyncService {
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final CountDownLatch held = new CountDownLatch(1);
        private final BlockingQueue<String> streamed = new LinkedBlockingQueue<>();
        private final List<RequestBudget.Share> shares = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<String> ended = new CompletableFuture<>();

        @Override
        public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
            ((ServerCallStreamObserver<ModelInferResponse>) observer).setOnCancelHandler(() -> {});
            if (request.getId().equals("hold")) {
                held.countDown();
                try {
                    assertThat(letGo.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            observer.onNext(
                    ModelInferResponse.newBuilder().setId(request.getId()).build());
            observer.onCompleted();
        }

        @Override
        public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
            observer.onNext(ServerLiveResponse.newBuilder().setLive(true).build());
            observer.onCompleted();
        }

        @Override
        public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> observer) {
            var out = (ServerCallStreamObserver<ModelStreamInferResponse>) observer;
            out.disableAutoRequest();
            out.setOnCancelHandler(() -> end("cancelled"));
            out.setOnCloseHandler(() -> end("closed"));
            out.request(1000);
            return new StreamObserver<>() {
                @Override
                public void onNext(ModelInferRequest request) {
                    StreamedMessage message = StreamedMessage.current();
                    shares.add(message.share());
                    streamed.add(request.getId() + (message.refusal() == null ? "" : " refused"));
                }

                @Override
                public void onError(Throwable thrown) {}

                @Override
                public void onCompleted() {
                    out.onCompleted();
                }
            };
        }

        private void end(String how) {
            shares.forEach(RequestBudget.Share::close);
            ended.complete(how);
        }
    }

    /** Has its messages taken apart by gRPC itself. */
    private static final class Other implements HealthGrpc.AsyncService {
        private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
            heard.add(request.getService());
            observer.onNext(HealthCheckResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    @BeforeEach
    void start() throws IOException {
        Inference inference = new Inference(
                FakeModels.all(),
                new VersionSelector(),
                event -> {
                    assertThat(event.protocol()).isEqualTo(Protocol.OPENINFERENCE);
                    assertThat(event.transport()).isEqualTo(Transport.GRPC);
                    assertThat(event.model()).isNull();
                    refused.add(event.code());
                },
                System::nanoTime);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(GrpcRequests.received(
                        GRPCInferenceServiceGrpc.bindService(service), name -> !name.equals("ServerLive")))
                .addService(HealthGrpc.bindService(other))
                .intercept(new GrpcBudgetInterceptor())
                .addStreamTracerFactory(
                        GrpcArrival.factory(new RequestLimit(LIMIT), budget, new GrpcRefusals(inference)))
                .maxInboundMessageSize(LIMIT)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        service.letGo.countDown();
        channel.shutdownNow();
        server.shutdownNow();
        assertThat(server.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        eventually(() -> budget.held() == 0);
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < giveUp) {
            Thread.sleep(5);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** What has been counted, which may be after the caller knows. */
    private void refusals(String... codes) throws InterruptedException {
        eventually(() -> refused.size() >= codes.length);
        assertThat(refused).containsExactly(codes);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return RawMethod.of(type, "inference.GRPCInferenceService/" + name);
    }

    private byte[] infer(byte[] request, CallOptions options) {
        return ClientCalls.blockingUnaryCall(channel, method("ModelInfer", MethodType.UNARY), options, request);
    }

    private void infer(byte[] request) {
        infer(request, CallOptions.DEFAULT);
    }

    /** A message of about so many bytes. */
    private static byte[] request(String id, int size) {
        return ModelInferRequest.newBuilder()
                .setId(id)
                .addRawInputContents(ByteString.copyFrom(new byte[size]))
                .build()
                .toByteArray();
    }

    /** One call's other end. */
    private static final class Caller extends ClientCall.Listener<byte[]> {
        private final CompletableFuture<Status> closed = new CompletableFuture<>();

        @Override
        public void onClose(Status status, Metadata trailers) {
            closed.complete(status);
        }

        Status await() throws Exception {
            return closed.get(20, TimeUnit.SECONDS);
        }
    }

    private ClientCall<byte[], byte[]> stream(Caller caller) {
        return call(caller, "ModelStreamInfer", MethodType.BIDI_STREAMING);
    }

    private ClientCall<byte[], byte[]> call(Caller caller, String name, MethodType type) {
        ClientCall<byte[], byte[]> call = channel.newCall(method(name, type), CallOptions.DEFAULT);
        call.start(caller, new Metadata());
        call.request(1000);
        return call;
    }

    @Test
    void call_isAnsweredAndGivesBackItsBytes() throws Exception {
        assertThat(ModelInferResponse.parseFrom(infer(request("1", 900_000), CallOptions.DEFAULT))
                        .getId())
                .isEqualTo("1");
        eventually(() -> budget.held() == 0);
        assertThat(refused).isEmpty();
    }

    @Test
    void call_withoutRoom_isRefusedAndCounted() throws Exception {
        Caller first = new Caller();
        ClientCall<byte[], byte[]> hold = call(first, "ModelInfer", MethodType.UNARY);
        hold.sendMessage(request("hold", 900_000));
        hold.halfClose();
        assertThat(service.held.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> infer(request("2", 900_000)))
                .hasMessageStartingWith("RESOURCE_EXHAUSTED: the requests on their way hold ");
        refusals("RESOURCE_EXHAUSTED");
        infer(request("3", 1000));
        service.letGo.countDown();
        assertThat(first.await().isOk()).isTrue();
        infer(request("4", 900_000));
    }

    @Test
    void smallCall_withoutRoom_isRefused() throws Exception {
        RequestBudget.Share others = budget.open();
        others.take(BUDGET);
        assertThatThrownBy(() -> infer(request("1", 10)))
                .hasMessageStartingWith("RESOURCE_EXHAUSTED: the requests on their way hold ");
        others.close();
        infer(request("1", 10));
        refusals("RESOURCE_EXHAUSTED");
    }

    @Test
    void cancelledCall_givesBackWhatHasArrived() throws Exception {
        Caller caller = new Caller();
        ClientCall<byte[], byte[]> call = call(caller, "ModelInfer", MethodType.UNARY);
        call.sendMessage(request("1", 900_000)); // and no half-close: nobody answers
        eventually(() -> budget.held() > 900_000);
        call.cancel("enough", null);
        eventually(() -> budget.held() == 0);
        infer(request("2", 900_000));
        assertThat(refused).isEmpty();
    }

    @Test
    void cancelledWhileAnswered_holdsItsBytesUntilThen() throws Exception {
        Caller caller = new Caller();
        ClientCall<byte[], byte[]> call = call(caller, "ModelInfer", MethodType.UNARY);
        call.sendMessage(request("hold", 900_000));
        call.halfClose();
        assertThat(service.held.await(20, TimeUnit.SECONDS)).isTrue();
        call.cancel("enough", null);
        caller.await();
        assertThat(budget.held()).isGreaterThan(900_000);
        service.letGo.countDown();
        eventually(() -> budget.held() == 0);
    }

    @Test
    void deadlineWhileTheMessageIsAwaited_endsTheCallAndLeavesTheServerAnswering() throws Exception {
        ClientCall<byte[], byte[]> call = channel.newCall(
                method("ModelInfer", MethodType.UNARY),
                CallOptions.DEFAULT.withDeadlineAfter(200, TimeUnit.MILLISECONDS));
        Caller caller = new Caller();
        call.start(caller, new Metadata());
        call.sendMessage(request("1", 900_000));
        assertThat(caller.await().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        eventually(() -> budget.held() == 0);
        infer(request("2", 900_000));
    }

    @Test
    void messageThatIsNone_isRefusedAndCounted() throws Exception {
        assertThatThrownBy(() -> infer(new byte[] {10, 100, 1}))
                .hasMessageStartingWith("INVALID_ARGUMENT: the message is no valid ModelInferRequest: ");
        refusals("INVALID_ARGUMENT");
    }

    @Test
    void messageAboveTheLimit_isRefusedAndCounted() throws Exception {
        assertThatThrownBy(() -> infer(request("1", LIMIT))).hasMessageStartingWith("RESOURCE_EXHAUSTED: ");
        refusals("RESOURCE_EXHAUSTED");
    }

    @Test
    void otherMethods_areNotCountedAmongInference_andTakeNoLargeMessages() {
        byte[] live = ClientCalls.blockingUnaryCall(
                channel, method("ServerLive", MethodType.UNARY), CallOptions.DEFAULT, new byte[0]);
        assertThat(live).isNotEmpty();
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        channel, method("ServerLive", MethodType.UNARY), CallOptions.DEFAULT, new byte[70_000]))
                .hasMessage("RESOURCE_EXHAUSTED: the request is larger than 65536 bytes");
        assertThat(refused).isEmpty();
    }

    @Test
    void otherServices_takeNoLargeMessages_norCompressedOnesThatMayBecomeLarge() throws Exception {
        HealthGrpc.HealthBlockingStub client = HealthGrpc.newBlockingStub(channel);
        HealthGrpc.HealthBlockingStub compressing = client.withCompression("gzip");
        byte[] noise = new byte[1500];
        new Random(1).nextBytes(noise);
        String incompressible = Base64.getEncoder().encodeToString(noise);
        assertThatThrownBy(() -> client.check(named("x".repeat(LIMIT - 10))))
                .hasMessage("RESOURCE_EXHAUSTED: the request is larger than 65536 bytes");
        assertThatThrownBy(() -> compressing.check(named(incompressible)))
                .hasMessage("RESOURCE_EXHAUSTED: the request is larger than 1024 bytes");
        client.check(named(incompressible));
        compressing.check(named("small"));
        assertThat(other.heard).containsExactly(incompressible, "small");
        RequestBudget.Share others = budget.open();
        others.take(BUDGET);
        assertThatThrownBy(() -> client.check(named("x".repeat(LIMIT - 10))))
                .hasMessageStartingWith("RESOURCE_EXHAUSTED: ");
        others.close();
        assertThat(other.heard).hasSize(2);
        eventually(() -> budget.held() == 0);
        assertThat(refused).isEmpty();
    }

    private static HealthCheckRequest named(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }

    @Test
    void streamsMessages_countFromTheirArrivalOn_andAreGivenBackOnCancel() throws Exception {
        Caller caller = new Caller();
        ClientCall<byte[], byte[]> stream = stream(caller);
        for (int i = 0; i < 3; i++) {
            stream.sendMessage(request("id" + i, 100_000));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(service.streamed.poll(20, TimeUnit.SECONDS)).isEqualTo("id" + i);
        }
        assertThat(budget.held()).isGreaterThan(300_000);
        stream.cancel("enough", null);
        assertThat(service.ended.get(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
        eventually(() -> budget.held() == 0);
        assertThat(refused).isEmpty();
    }

    @Test
    void streamOfLargeMessages_thatFindsNoRoom_endsBeforeTheyAreComplete() throws Exception {
        Caller caller = new Caller();
        ClientCall<byte[], byte[]> stream = stream(caller);
        for (int i = 0; i < 20; i++) {
            stream.sendMessage(request("id" + i, 400_000));
        }
        assertThat(caller.await().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        service.ended.get(20, TimeUnit.SECONDS);
        assertThat(service.streamed.size()).isLessThanOrEqualTo(3);
        eventually(() -> budget.held() == 0);
        refusals("RESOURCE_EXHAUSTED");
    }

    @Test
    void streamsSmallMessages_thatFindNoRoom_areHandedOverAsRefused() throws Exception {
        RequestBudget.Share others = budget.open();
        Caller caller = new Caller();
        ClientCall<byte[], byte[]> stream = stream(caller);
        stream.sendMessage(request("first", 10));
        assertThat(service.streamed.poll(20, TimeUnit.SECONDS)).isEqualTo("first");
        others.takeWithin(BUDGET - 1000);
        stream.sendMessage(request("second", 1000));
        assertThat(service.streamed.poll(20, TimeUnit.SECONDS)).isEqualTo("second refused");
        others.close();
        stream.sendMessage(request("third", 1000));
        assertThat(service.streamed.poll(20, TimeUnit.SECONDS)).isEqualTo("third");
        stream.halfClose();
        assertThat(caller.await().isOk()).isTrue();
    }

    @Test
    void streamsMessageThatIsNone_endsTheStreamAfterTheServiceHasHeardOfIt() throws Exception {
        Caller caller = new Caller();
        ClientCall<byte[], byte[]> stream = stream(caller);
        stream.sendMessage(request("first", 1000));
        assertThat(service.streamed.poll(20, TimeUnit.SECONDS)).isEqualTo("first");
        stream.sendMessage(new byte[] {10, 100, 1});
        assertThat(caller.await().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(service.ended.getNow("not yet")).isEqualTo("cancelled");
        eventually(() -> budget.held() == 0);
        refusals("INVALID_ARGUMENT");
    }

    @Test
    void thousandStreamsThatSendNothing_leaveTheServerAnswering() throws Exception {
        List<ClientCall<byte[], byte[]>> streams = new ArrayList<>();
        Caller last = new Caller();
        for (int i = 0; i < 1000; i++) {
            streams.add(stream(last));
        }
        infer(request("1", 900_000));
        assertThat(budget.held()).isLessThan(BUDGET);
        streams.forEach(stream -> stream.cancel("enough", null));
        infer(request("2", 900_000));
    }

    @Test
    void callsThatAreNeverHalfClosed_areHeldToTheBudgetTogether() throws Exception {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Caller caller = new Caller();
            callers.add(caller);
            call(caller, "ModelInfer", MethodType.UNARY).sendMessage(request("never", 400_000));
            if (i == 0) {
                eventually(() -> budget.held() > 400_000); // else all might find no room, halfway
            }
        }
        eventually(
                () -> callers.stream().filter(caller -> caller.closed.isDone()).count() >= 17);
        assertThat(budget.held()).isBetween(400_000L, (long) BUDGET);
        for (Caller caller : callers) {
            assertThat(caller.closed.getNow(Status.RESOURCE_EXHAUSTED).getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }

    @Test
    void groupsInGroups_leaveTheServerAnswering() {
        byte[] groups = new byte[500_000];
        Arrays.fill(groups, (byte) (9 << 3 | 3));
        assertThatThrownBy(() -> infer(groups)).hasMessageEndingWith("nested more than 100 levels deep");
        infer(request("1", 10));
    }

    @Test
    void compressedMessage_isInflatedAndCountedAsSuch() throws Exception {
        assertThat(ModelInferResponse.parseFrom(
                                infer(request("1", 900_000), CallOptions.DEFAULT.withCompression("gzip")))
                        .getId())
                .isEqualTo("1");
        eventually(() -> budget.held() == 0);
        RequestBudget.Share others = budget.open();
        others.take(BUDGET - 100_000);
        assertThatThrownBy(() -> infer(request("1", 900_000), CallOptions.DEFAULT.withCompression("gzip")))
                .hasMessageStartingWith("RESOURCE_EXHAUSTED: the requests on their way hold ");
        others.close();
        assertThatThrownBy(() -> infer(request("1", 2 * LIMIT), CallOptions.DEFAULT.withCompression("gzip")))
                .hasMessage("RESOURCE_EXHAUSTED: the request is larger than " + LIMIT + " bytes");
        refusals("RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED");
    }
}
