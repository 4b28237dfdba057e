package io.algorithmselector.packaged;

import io.algorithmselector.engine.tensorflow.SavedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the models that {@code make test-clients} asks, and their catalogue: the sample model, and one for every data type. */
final class ClientModels {
    private ClientModels() {}

    /** @param arguments the folder, which it creates */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        SavedModels.identities(folder.resolve("identities").resolve("1"));
        Path sample = Path.of("models", "algorithm-selector").toAbsolutePath();
        Files.writeString(folder.resolve("catalog.yaml"), """
                models:
                  algorithm-selector:
                    basePath: %s
                    versions: {policy: all}
                    labels: {stable: 1, canary: 2}
                  identities:
                    basePath: identities
                """.formatted(sample));
    }
}
