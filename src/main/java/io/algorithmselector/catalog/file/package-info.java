/** The catalogue as a file. Invariant: every read is fresh, whole, and leaves nothing open. */
@NullMarked
package io.algorithmselector.catalog.file;

import org.jspecify.annotations.NullMarked;
