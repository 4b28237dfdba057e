/**
 * The use case behind every protocol: select a version, hold it, decode against its signature, run, release, observe.
 *
 * <p>Invariant: every request takes this one path, whatever it came by. Start with
 * {@link io.algorithmselector.inference.InferenceCall}.
 */
@NullMarked
package io.algorithmselector.inference;

import org.jspecify.annotations.NullMarked;
