package io.algorithmselector.inference;

import io.algorithmselector.selection.VersionRequest;
import java.util.Set;

/** What is asked, and of which version of the call's model. */
public record InferenceRequest(VersionRequest version, SignatureRequest asked) {
    /**
     * @param signature its name; empty stands for {@link io.algorithmselector.model.Signature#DEFAULT}
     * @param outputs names of the outputs wanted; empty means all
     */
    public InferenceRequest(VersionRequest version, String signature, InputDecoder inputs, Set<String> outputs) {
        this(version, new SignatureRequest(signature, inputs, outputs));
    }
}
