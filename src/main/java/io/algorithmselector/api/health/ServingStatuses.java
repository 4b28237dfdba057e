package io.algorithmselector.api.health;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the names that gRPC's health service is asked for stand: the empty name, for the whole server, and its services follow
 * readiness; a model's name says whether a version of it is available. Thread-safe.
 */
final class ServingStatuses {
    private static final Set<String> SERVER = Set.of(
            "",
            "tensorflow.serving.PredictionService",
            "tensorflow.serving.ModelService",
            "inference.GRPCInferenceService");

    private final ServingState models;

    ServingStatuses(ServingState models) {
        this.models = models;
    }

    /** Null if there is no such service and no such model. */
    @Nullable
    ServingStatus of(String name) {
        if (SERVER.contains(name)) {
            return status(models.ready());
        }
        ServingModel model = models.model(name);
        return model == null ? null : status(!model.available().isEmpty());
    }

    private static ServingStatus status(boolean serving) {
        return serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }
}
