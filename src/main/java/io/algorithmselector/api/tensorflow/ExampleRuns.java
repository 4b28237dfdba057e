package io.algorithmselector.api.tensorflow;

import io.algorithmselector.inference.InferenceCall;
import io.algorithmselector.inference.InferenceRequest;
import io.algorithmselector.inference.InferenceResult;
import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import io.algorithmselector.selection.VersionRequest;
import java.util.Set;

/** Runs what takes examples: as any other inference, but for the words in which an unknown signature is refused. */
final class ExampleRuns {
    private ExampleRuns() {}

    static InferenceResult run(InferenceCall call, VersionRequest version, String signature, ExampleInput input) {
        try {
            return call.run(new InferenceRequest(version, signature, input, Set.of()));
        } catch (ServingException e) {
            if (e.failure() instanceof Failure.SignatureNotFound missing) {
                throw ServingException.invalidInput("No signature was found with the name: " + missing.signature());
            }
            throw e;
        }
    }
}
