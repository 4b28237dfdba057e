package io.algorithmselector.api.openinference;

import io.algorithmselector.model.Signature;
import io.algorithmselector.model.VersionId;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model, for metadata and configuration.
 *
 * @param versions the numbers of those that answer now, the lowest first
 * @param signatures all of the version's, by name
 * @param signature the one asked for, by default {@code serving_default}, or the first if the model has none of that name; null if
 *     it has none at all
 */
record ModelDescription(
        VersionId id,
        List<Long> versions,
        SequencedMap<String, Signature> signatures,
        @Nullable Signature signature) {}
