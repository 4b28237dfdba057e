package io.algorithmselector.api.health;

import io.algorithmselector.lifecycle.ServingModel;
import io.algorithmselector.lifecycle.ServingState;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the catalogue's models are; shows each model's versions with their states. */
@Singleton
@Readiness
final class ModelsCheck implements HealthCheck {
    private final ServingState models;

    ModelsCheck(ServingState models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("models").status(models.ready());
        for (ServingModel model : models.models().values()) {
            response.withData(model.name(), versions(model));
        }
        return response.build();
    }

    private static String versions(ServingModel model) {
        return model.states().entrySet().stream()
                .map(version -> version.getKey() + " " + version.getValue())
                .collect(Collectors.joining(", "));
    }
}
