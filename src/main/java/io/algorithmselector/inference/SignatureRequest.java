package io.algorithmselector.inference;

import io.algorithmselector.model.Signature;
import java.util.Set;

/**
 * What is asked of a version.
 *
 * @param signature its name; empty stands for {@link Signature#DEFAULT}
 * @param outputs names of the outputs wanted; empty means all
 */
public record SignatureRequest(String signature, InputDecoder inputs, Set<String> outputs) {
    public SignatureRequest {
        if (signature.isEmpty()) {
            signature = Signature.DEFAULT;
        }
    }
}
