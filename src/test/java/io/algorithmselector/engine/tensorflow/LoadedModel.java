package io.algorithmselector.engine.tensorflow;

import io.algorithmselector.engine.Servable;
import io.algorithmselector.model.EngineOptions;
import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/** A servable, and shorter words to run it with. */
record LoadedModel(Servable servable) implements AutoCloseable {
    static LoadedModel of(Path directory) {
        return of(directory, EngineOptions.DEFAULT);
    }

    static LoadedModel of(Path directory, EngineOptions options) {
        return new LoadedModel(new TensorFlowModelLoader().load(new VersionId("sample", 1), directory, options));
    }

    SequencedMap<String, Tensor> run(Map<String, Tensor> inputs, String... outputs) {
        return run(Signature.DEFAULT, inputs, outputs);
    }

    SequencedMap<String, Tensor> run(String signature, Map<String, Tensor> inputs, String... outputs) {
        return servable.run(Objects.requireNonNull(servable.signatures().get(signature)), inputs, Set.of(outputs));
    }

    @Override
    public void close() {
        servable.close();
    }
}
