/**
 * Makes the sample model {@code algorithm-selector}: which of eight forecasting algorithms will err least on the day after a week of
 * hourly readings. Algorithms, synthetic series, features, training, export and evaluation; nothing of it is part of the gateway.
 *
 * <p>Start at {@link Trainer}. Invariant: the same seed gives the same series everywhere, and two runs on one kind of machine give the
 * same files to the byte.
 */
@NullMarked
package io.algorithmselector.trainer;

import org.jspecify.annotations.NullMarked;
