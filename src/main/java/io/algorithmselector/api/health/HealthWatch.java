package io.algorithmselector.api.health;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.algorithmselector.lifecycle.Phase;
import io.algorithmselector.lifecycle.ServingChanges;
import io.algorithmselector.lifecycle.ServingState;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * One client that watches: is told the status at first, and then each other one, in the thread that makes the change; a client that
 * does not keep up misses those in between, and is never waited for. Ends when the client goes, or with the server.
 */
final class HealthWatch {
    /** A value of the protocol's enumeration; the generated class that comes with Quarkus is of before it was added. */
    static final int SERVICE_UNKNOWN = 3;

    private static final int NOTHING = -1;

    private final String name;
    private final ServingState models;
    private final ServingStatuses statuses;
    private final ServerCallStreamObserver<HealthCheckResponse> client;
    private ServingChanges.@Nullable Subscription subscription;
    private int told = NOTHING;
    private boolean ended;

    private HealthWatch(
            String name,
            ServingState models,
            ServingStatuses statuses,
            ServerCallStreamObserver<HealthCheckResponse> client) {
        this.name = name;
        this.models = models;
        this.statuses = statuses;
        this.client = client;
    }

    static void start(
            String name,
            ServingState models,
            ServingStatuses statuses,
            ServingChanges changes,
            ServerCallStreamObserver<HealthCheckResponse> client) {
        HealthWatch watch = new HealthWatch(name, models, statuses, client);
        client.setOnCancelHandler(watch::end);
        client.setOnReadyHandler(watch::tell);
        watch.follow(changes);
    }

    private synchronized void follow(ServingChanges changes) {
        // subscribed first, so that no change is lost between the first look and the next
        subscription = changes.subscribe(this::tell);
        tell();
    }

    private synchronized void tell() {
        if (ended) {
            return;
        }
        // asked for first: the last thing to be told is how things stand at the end
        boolean last = models.phase() == Phase.STOPPING;
        ServingStatus status = statuses.of(name);
        int now = status == null ? SERVICE_UNKNOWN : status.getNumber();
        if (now != told && (last || client.isReady())) {
            told = now;
            client.onNext(HealthCheckResponse.newBuilder().setStatusValue(now).build());
        }
        if (last) {
            client.onCompleted();
            end();
        }
    }

    private synchronized void end() {
        ended = true;
        if (subscription != null) {
            subscription.close();
        }
    }
}
