/** What holds only if it holds under load: many threads, many rounds, every answer checked. */
@NullMarked
package io.algorithmselector.stress;

import org.jspecify.annotations.NullMarked;
