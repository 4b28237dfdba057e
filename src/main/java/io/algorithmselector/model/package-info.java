/**
 * The nouns that every other package speaks of: versions, data types, tensors, signatures, failures.
 *
 * <p>Invariant: every value here is immutable and valid once constructed, and nothing here knows a protocol, an engine or
 * a store. Start with {@link io.algorithmselector.model.Signature} and {@link io.algorithmselector.model.Tensor}.
 */
@NullMarked
package io.algorithmselector.model;

import org.jspecify.annotations.NullMarked;
