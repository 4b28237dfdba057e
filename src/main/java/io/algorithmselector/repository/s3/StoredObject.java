package io.algorithmselector.repository.s3;

import io.algorithmselector.model.S3Address;
import java.time.Instant;
import java.util.Comparator;

/**
 * An object of a version, as it was listed.
 *
 * @param name the key without the version's prefix, as the store gives it: not yet safe as a path
 * @param eTag opaque; with its quotes
 * @param changed when it was last changed, by the store's clock, or somewhat later than that
 */
record StoredObject(S3Address address, String name, long bytes, String eTag, Instant changed) {
    static final Comparator<StoredObject> BY_NAME = Comparator.comparing(StoredObject::name);
}
