/**
 * The two notations of a catalogue, shared by all sources: our YAML and TensorFlow Serving's {@code models.config}.
 *
 * <p>Invariant: whatever bytes come in, out comes a valid catalogue or a
 * {@link io.algorithmselector.catalog.CatalogueException} that says source, line and reason. Nothing in a file chooses a
 * class or costs more than its size. Start with {@link io.algorithmselector.catalog.format.CatalogueFormat}.
 */
@NullMarked
package io.algorithmselector.catalog.format;

import org.jspecify.annotations.NullMarked;
