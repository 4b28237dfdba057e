/**
 * JSON to tensors and back, straight between bytes and buffers, for every protocol that carries tensors as JSON.
 *
 * <p>Invariant: no object tree, no boxing, no recursion over the input; memory is bounded by a small multiple of the text's
 * length, and malformed text ends in a {@link io.algorithmselector.model.ServingException} and nothing else. Start with
 * {@link io.algorithmselector.api.json.JsonCursor} and {@link io.algorithmselector.api.json.JsonTensorReader}.
 */
@NullMarked
package io.algorithmselector.api.json;

import org.jspecify.annotations.NullMarked;
