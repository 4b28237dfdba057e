/**
 * Observers of lifecycle and inference events that turn them into metrics.
 *
 * <p>Invariant: labels are bounded. A model's name becomes a label value only once it is known to be in the catalogue, and a
 * version's series vanish some time after the version has.
 */
@NullMarked
package io.algorithmselector.telemetry;

import org.jspecify.annotations.NullMarked;
