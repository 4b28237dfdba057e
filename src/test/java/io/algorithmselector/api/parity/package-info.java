/** One table of cases, asked through all four interfaces. */
@NullMarked
package io.algorithmselector.api.parity;

import org.jspecify.annotations.NullMarked;
