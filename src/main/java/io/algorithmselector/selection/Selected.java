package io.algorithmselector.selection;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a selection.
 *
 * @param version an available version's number
 * @param fallback what was wanted and could not be had: the traffic target drawn first, or the label of
 *     {@code x-model-label} that the model does not have; null if the version is the one wanted
 */
public record Selected(long version, @Nullable String fallback) {}
