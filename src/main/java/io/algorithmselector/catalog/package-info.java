/**
 * The desired state: which models are served, where they lie, which of their versions are wanted, and how traffic is
 * shared among them.
 *
 * <p>Invariant: a {@link io.algorithmselector.catalog.Catalogue} that exists is valid; whatever is wrong with a file is
 * said by a {@link io.algorithmselector.catalog.CatalogueException} before there is one. Start with
 * {@link io.algorithmselector.catalog.ModelConfig}.
 */
@NullMarked
package io.algorithmselector.catalog;

import org.jspecify.annotations.NullMarked;
