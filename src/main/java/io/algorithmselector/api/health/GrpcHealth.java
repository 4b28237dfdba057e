package io.algorithmselector.api.health;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.algorithmselector.api.transport.GrpcRequests;
import io.algorithmselector.lifecycle.Phase;
import io.algorithmselector.lifecycle.ServingChanges;
import io.algorithmselector.lifecycle.ServingState;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/**
 * {@code grpc.health.v1.Health}, in place of Quarkus' own, which says SERVING of everything from the first moment on. Nothing here
 * blocks: both calls look at a snapshot, on an event loop.
 */
@GrpcService
public class GrpcHealth implements HealthGrpc.AsyncService, BindableService {
    private final ServingState models;
    private final ServingStatuses statuses;
    private final ServingChanges changes;

    GrpcHealth(ServingState models, ServingChanges changes) {
        this.models = models;
        this.statuses = new ServingStatuses(models);
        this.changes = changes;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return GrpcRequests.received(HealthGrpc.bindService(this), name -> false);
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        Phase phase = models.phase();
        ServingStatus status = statuses.of(request.getService());
        if (status != null) {
            answer.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
            answer.onCompleted();
        } else {
            Status unknown = phase == Phase.UNREAD
                    ? Status.UNAVAILABLE.withDescription("no catalogue has been read yet")
                    : Status.NOT_FOUND.withDescription("no service and no model is named " + request.getService());
            answer.onError(unknown.asRuntimeException());
        }
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answers) {
        HealthWatch.start(
                request.getService(), models, statuses, changes, (ServerCallStreamObserver<HealthCheckResponse>)
                        answers);
    }
}
