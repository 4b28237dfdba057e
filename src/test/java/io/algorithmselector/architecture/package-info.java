/** Holds the byte code to {@code docs/architecture.md}. */
@NullMarked
package io.algorithmselector.architecture;

import org.jspecify.annotations.NullMarked;
