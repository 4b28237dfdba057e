package io.algorithmselector.inference;

import io.algorithmselector.model.Signature;
import io.algorithmselector.selection.VersionRequest;
import java.util.Set;

/**
 * What is asked.
 *
 * @param signature its name; empty stands for {@link Signature#DEFAULT}
 * @param outputs names of the outputs wanted; empty means all
 */
public record InferenceRequest(
        String model, VersionRequest version, String signature, InputDecoder inputs, Set<String> outputs) {
    public InferenceRequest {
        if (signature.isEmpty()) {
            signature = Signature.DEFAULT;
        }
    }
}
