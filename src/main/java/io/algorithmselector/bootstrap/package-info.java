/**
 * The wiring, in one readable place: settings, the objects made of them, and the order of start and stop.
 *
 * <p>Invariant: it uses everything and nothing uses it. Start with {@link io.algorithmselector.bootstrap.Wiring}.
 */
@NullMarked
package io.algorithmselector.bootstrap;

import org.jspecify.annotations.NullMarked;
