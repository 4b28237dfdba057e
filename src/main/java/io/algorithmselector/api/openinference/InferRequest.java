package io.algorithmselector.api.openinference;

import io.algorithmselector.inference.InputDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An inference request that came by REST, read but for the elements of its tensors.
 *
 * @param id to be repeated in the answer; null if the request has none
 * @param parameters of the whole request
 * @param outputs those asked for; empty means all
 */
record InferRequest(
        @Nullable String id, InferParameters parameters, List<RequestedOutput> outputs, InputDecoder inputs) {}
