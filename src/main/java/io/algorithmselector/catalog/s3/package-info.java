/**
 * The catalogue as an object in S3. Invariant: a store that does not answer is told apart from a catalogue that is not there,
 * because only the first is worth waiting for.
 */
@NullMarked
package io.algorithmselector.catalog.s3;

import org.jspecify.annotations.NullMarked;
