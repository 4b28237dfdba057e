package io.algorithmselector.inference;

import io.algorithmselector.model.Signature;
import io.algorithmselector.model.Tensor;
import java.util.Map;

/** Turns a request's body into tensors, once it is known which version's signature they are for. */
@FunctionalInterface
public interface InputDecoder {
    /** @throws io.algorithmselector.model.ServingException with {@code InvalidInput} that names what is wrong */
    Map<String, Tensor> decode(Signature signature);
}
