/**
 * Which version answers a request: pure functions of the request, of what the catalogue and the lifecycle say, and of a
 * given source of chance.
 *
 * <p>Invariant: the same key, weights and availability choose the same version in every process, on every machine, in every
 * release: what is hashed and how is part of the contract. Start with
 * {@link io.algorithmselector.selection.VersionSelector}.
 */
@NullMarked
package io.algorithmselector.selection;

import org.jspecify.annotations.NullMarked;
