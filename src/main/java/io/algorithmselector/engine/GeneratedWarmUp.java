package io.algorithmselector.engine;

import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import io.algorithmselector.model.VersionId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One request of zeros and empty strings for each signature whose inputs' shapes allow it. Nobody has said that a model takes
 * such a request: one that fails is told at DEBUG, and the version becomes available all the same.
 */
public final class GeneratedWarmUp implements WarmUp {
    private static final Logger LOG = System.getLogger(GeneratedWarmUp.class.getName());

    @Override
    public int run(VersionId version, Path directory, Servable servable) throws InterruptedException {
        int computed = 0;
        for (Signature signature : servable.signatures().values()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Optional<Map<String, Tensor>> inputs = ZeroInputs.of(signature);
            if (inputs.isPresent() && computes(version, servable, signature, inputs.get())) {
                computed++;
            }
        }
        return computed;
    }

    private static boolean computes(
            VersionId version, Servable servable, Signature signature, Map<String, Tensor> inputs) {
        try {
            var _ = servable.run(signature, inputs, Set.of());
            return true;
        } catch (RuntimeException refused) {
            LOG.log(
                    Level.DEBUG,
                    () -> "model " + version + ": signature " + signature.name()
                            + " was not warmed up, it does not take zeros: " + refused.getMessage());
            return false;
        }
    }
}
