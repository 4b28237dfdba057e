/**
 * The ports to what computes: a loader turns files into a servable.
 *
 * <p>Invariant: inputs are checked against the signature before an engine sees them, see
 * {@link io.algorithmselector.engine.InputCheck}.
 */
@NullMarked
package io.algorithmselector.engine;

import org.jspecify.annotations.NullMarked;
