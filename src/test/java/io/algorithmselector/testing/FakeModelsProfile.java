package io.algorithmselector.testing;

import io.algorithmselector.lifecycle.ServingState;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** The gateway with {@link FakeModels} in place of loaded ones, an empty catalogue, and a request limit of 12 MiB: above the one
 * that Quarkus has by itself. */
public final class FakeModelsProfile implements QuarkusTestProfile {
    public static final int REQUEST_LIMIT = 12 * 1024 * 1024;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("selector.catalog", emptyCatalogue().toString(), "selector.limits.request-size", "12M");
    }

    private static Path emptyCatalogue() {
        try {
            Path catalogue = Files.createTempFile("catalog", ".yaml");
            catalogue.toFile().deleteOnExit();
            return Files.writeString(catalogue, "models: {}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Models.class);
    }

    /** Takes the place of the reconciler wherever the state is only read. */
    @Alternative
    @Singleton
    public static class Models {
        @Produces
        @Alternative
        @Singleton
        ServingState models() {
            return FakeModels.all();
        }
    }
}
