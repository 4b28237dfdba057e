/**
 * Which version answers a request: pure functions of the request and of what the catalogue and the lifecycle say.
 *
 * <p>Invariant: the same key, weights and availability choose the same version in every process.
 */
@NullMarked
package io.algorithmselector.selection;

import org.jspecify.annotations.NullMarked;
