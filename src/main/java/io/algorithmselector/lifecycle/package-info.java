/**
 * From desired state to loaded versions and back: states, load policy, reconciler, handles.
 *
 * <p>Invariant: one writer (the reconciler) changes what is loaded; a servable is closed once, and only when no handle to it
 * is open. Start with {@link io.algorithmselector.lifecycle.ServingState}, what the rest of the server sees.
 */
@NullMarked
package io.algorithmselector.lifecycle;

import org.jspecify.annotations.NullMarked;
