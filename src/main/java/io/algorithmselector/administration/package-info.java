/**
 * Changes of the desired state by request: load, unload, reload; and the index of what there is.
 *
 * <p>Invariant: nothing is written anywhere, and the next change of the catalogue replaces whatever was asked for. Start with
 * {@link io.algorithmselector.administration.Administration}.
 */
@NullMarked
package io.algorithmselector.administration;

import org.jspecify.annotations.NullMarked;
