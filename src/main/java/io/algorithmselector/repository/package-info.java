/**
 * The port to where model versions lie.
 *
 * <p>Invariant: {@link io.algorithmselector.repository.ModelRepository#fetch} gives exactly the files that were listed, whole, or fails;
 * nobody ever sees half a version.
 */
@NullMarked
package io.algorithmselector.repository;

import org.jspecify.annotations.NullMarked;
